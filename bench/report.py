#!/usr/bin/python3
"""How long the report of 500 cameras takes to open in Chromium, from the order to the end of loading:
report.py [TIMES=7] [BUILD=build/release]. One JSON line; exit status 1 if the median is over two seconds."""
import json, os, statistics, subprocess, sys, tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

times = int(sys.argv[1]) if len(sys.argv) > 1 else 7
build = sys.argv[2] if len(sys.argv) > 2 else "build/release"
source = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIMIT_MS = 2000


def report(work):
    capture, page = work + "/many.pcap", work + "/report.html"
    subprocess.run([sys.executable, source + "/tests/support/many_cameras.py", capture, "500"], check=True)
    subprocess.run([build + "/camwarden", "replay", "--quiet", "--report", page, capture], check=True)
    return page


def browser(work):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for a in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900", "--user-data-dir=" + work + "/profile"):
        options.add_argument(a)
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    driver.execute_cdp_cmd("Performance.enable", dict(timeDomain="threadTicks"))
    return driver


def opened(driver, page):
    """Milliseconds until it is loaded, and of the main thread's own time."""
    driver.get("about:blank")
    driver.get("file://" + page)
    busy = {m["name"]: m["value"] for m in driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]}["TaskDuration"]
    return driver.execute_script("let t = performance.timing; return t.loadEventEnd - t.navigationStart"), round(busy * 1000)


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
    page = report(work)
    driver = browser(work)
    try:
        runs = [opened(driver, page) for _ in range(times)]
        elements = driver.execute_script("return document.getElementsByTagName('*').length")
    finally:
        driver.quit()
    loaded = statistics.median(r[0] for r in runs)
    print(json.dumps(dict(name="report", cameras=500, bytes=os.path.getsize(page), elements=elements, times=times,
                          loaded_ms=loaded, least_ms=min(r[0] for r in runs), main_thread_ms=min(r[1] for r in runs))))
    sys.exit(loaded > LIMIT_MS)
