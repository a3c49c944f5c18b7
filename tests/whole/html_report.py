#!/usr/bin/python3
"""`replay --report` in a real browser: a report of 500 cameras opens without an error, obeys its own security policy, lets
nothing from the wire become markup, tells no secret, can be filtered, used by keyboard and without a script, prints, fits a
phone; and reports of fewer pass axe-core, by day and by night. html_report.py SOURCE BUILD [FOLDER for screenshots]"""
import base64, glob, html.parser, os, re, shutil, subprocess, sys, tempfile, time

source, build = sys.argv[1:3]
sys.path.insert(0, source + "/tests/support")
try:
    import axe
    from selenium import webdriver
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.chrome.service import Service
except ImportError as e:
    print("skipped:", e)
    sys.exit(77)
BROWSER, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
if not (os.path.exists(BROWSER) and os.path.exists(DRIVER)):
    print("skipped: no chromium, or no chromium-driver")
    sys.exit(77)
SECRET = "Canary-Report-6N"  # of many_cameras.py
DESKTOP, PHONE = (1280, 900), (390, 844)
work = tempfile.mkdtemp()
shots = sys.argv[3] if len(sys.argv) > 3 else work
failed = 0


def check(what, good, more=""):
    global failed
    if not good:
        print(f"FAILED: {what}", more)
        failed = 1


def run(command):
    p = subprocess.run(command, capture_output=True)
    check(" ".join(command), p.returncode == 0, p.stderr.decode()[:500])


def report(name, captures, *options):
    path = f"{work}/{name}.html"
    run([build + "/camwarden", "replay", "--quiet", "--report", path, *options, *captures])
    return path


# --- without a browser ---

VOID = {"meta", "br", "input", "rect", "path"}


class Outline(html.parser.HTMLParser):
    """Every element is closed where it should be, every id is there once, every link leads to one."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.wrong, self.headings = [], set(), set(), [], []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attributes:
            if name == "id" and value in self.ids:
                self.wrong.append(f"id {value} twice")
            if name == "id":
                self.ids.add(value)
            if name == "href":
                self.links.add(value)
            if name in ("src", "style") or name.startswith("on"):
                self.wrong.append(f"<{tag} {name}>")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(f"</{tag}> at {self.getpos()}")


def look_at(path):
    page = open(path).read()
    outline = Outline()
    outline.feed(page)
    check("every element is closed", not outline.wrong and not outline.open, outline.wrong[:5])
    check("every link stays on the page and leads somewhere", all(l[0] == "#" and l[1:] in outline.ids for l in outline.links))
    steps = zip(outline.headings, outline.headings[1:])
    check("no level of heading is left out", outline.headings[0] == 1 and all(b <= a + 1 for a, b in steps))
    check("nothing is fetched", not re.search(r"https?:|url\(|@import", page))
    tells = [f for f in (SECRET, base64.b64encode(SECRET.encode()).decode()[:-4], SECRET.encode().hex()) if f in page]
    check("no secret is told", not tells, tells)
    if path.endswith("nothing.html"):
        return
    check("what came over the wire is text", "<script>alert" not in page and "&lt;script&gt;alert" in page)
    check("only its owner and group may read it", os.stat(path).st_mode & 0o027 == 0, oct(os.stat(path).st_mode))


# --- in the browser ---


def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for a in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=" + work + "/profile"):
        options.add_argument(a)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(service=Service(DRIVER), options=options)
    driver.set_script_timeout(500)
    return driver


def look_like(driver, size, scheme="light"):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                           dict(width=size[0], height=size[1], deviceScaleFactor=1, mobile=size == PHONE))
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", dict(features=[dict(name="prefers-color-scheme", value=scheme)]))


def open_page(driver, path):
    driver.get("file://" + path)
    log = driver.get_log("browser")
    check("no console message", not log, log[:3])
    return driver.execute_script("let t = performance.timing; return t.loadEventEnd - t.navigationStart")


def open_all(driver):
    driver.execute_script("for (const d of document.querySelectorAll('details')) d.open = true")


def fits(driver, what):
    wide = driver.execute_script("return document.documentElement.scrollWidth")
    check(f"{what} needs no scrolling sideways", wide <= PHONE[0], wide)


def shoot(driver, name):
    driver.save_screenshot(f"{shots}/{name}.png")
    check(f"screenshot {name}", os.path.getsize(f"{shots}/{name}.png") > 10000)


def check_accessible(driver, what):
    found = driver.execute_async_script("""
        const done = arguments[arguments.length - 1];
        axe.run(document, {resultTypes: ["violations"]}).then(r => done(r.violations.map(v =>
            v.id + ": " + v.help + ": " + v.nodes.length + " x " + v.nodes[0].html.slice(0, 120))), e => done([String(e)]))""")
    check(f"axe-core has nothing to say of {what}", not found, "\n  ".join(found))


def load_axe(driver):
    # The page's policy allows no other script; the driver's own context does not ask it.
    driver.execute_script("(0, eval)(arguments[0])", axe_text)


def comes_true(condition):
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def rows(driver):
    return driver.execute_script("""return [...document.querySelectorAll(".matrix tbody tr:not([hidden])")]
        .map(r => r.innerText.split("\\n").join(" "))""")


def choose(driver, **values):
    driver.execute_script("""const form = document.getElementById("filter");
        for (const [name, value] of Object.entries(arguments[0])) form.elements[name].value = value;
        form.dispatchEvent(new Event("input"));
        form.elements.order.dispatchEvent(new Event("change"))""", values)
    return rows(driver)


def check_filter(driver):
    every = rows(driver)
    check("all cameras are shown", len(every) > 450, len(every))
    some = choose(driver, text="hikvision 10.20.1.")
    check("words are found", 5 < len(some) < 100 and all("10.20.1." in r for r in some), some[:3])
    pages = driver.execute_script("return document.querySelectorAll('#cameras > details:not([hidden])').length")
    check("their pages, too", pages == len(some))
    some = choose(driver, text="", make="Bosch")
    check("a make is found", 5 < len(some) < 100, len(some))
    wanted = driver.execute_script("""return [...document.querySelectorAll(".matrix .items a")]
        .findIndex(a => a.textContent.startsWith("4.2"))""")
    some = choose(driver, make="", verdict="f", row=str(wanted))
    check("a verdict of an item is found", 50 < len(some) < 250, len(some))
    worst = choose(driver, verdict="", row="", order="worst")
    sums = driver.execute_script("return [...document.querySelectorAll('.matrix tbody td.sum')].map(c => +c.textContent)")
    check("the worst come first", sums == sorted(sums, reverse=True) and len(worst) == len(every))
    driver.execute_script("document.getElementById('filter').reset()")
    check("and all is back", comes_true(lambda: rows(driver) == every))


def focused(driver):
    return driver.execute_script("const e = document.activeElement; return e.tagName + ' ' + (e.name || e.textContent).trim()")


def check_keyboard(driver):
    body = driver.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    check("the first stop leads past the beginning", focused(driver).startswith("A Skip"), focused(driver))
    stops = []
    for _ in range(80):
        driver.switch_to.active_element.send_keys(Keys.TAB)
        stops.append(focused(driver))
    for wanted in ("INPUT text", "SELECT make", "SELECT verdict", "BUTTON open"):
        check(f"{wanted} is reached", wanted in stops, stops[:20])
    driver.execute_script("document.querySelector('#cameras summary').focus()")
    driver.switch_to.active_element.send_keys(Keys.ENTER)
    check("a page opens by keyboard", driver.execute_script("return document.querySelector('#cameras details').open"))


def check_links(driver):
    cell = driver.find_element(By.CSS_SELECTOR, ".matrix tbody tr:nth-child(40) td.f a")
    driver.execute_script("arguments[0].click()", cell)

    def evidence():
        return driver.execute_script("""const e = document.getElementById(location.hash.slice(1) || "cameras");
            const box = e.getBoundingClientRect(); return [e.textContent, box.top >= 0 && box.bottom <= innerHeight]""")

    def is_in_sight():
        text, visible = evidence()
        return visible and "FAIL" in text and "ip.addr ==" in text

    check("a FAIL leads to its evidence, in sight", comes_true(is_in_sight), evidence())


def check_markup(driver):
    harm = driver.execute_script("""return [document.scripts.length, document.images.length,
        [...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => a.name.startsWith("on"))).length]""")
    check("nothing from the wire became an element", harm == [1, 0, 0], harm)


def check_policy(driver):
    stopped = driver.execute_async_script("""const done = arguments[0];
        document.addEventListener("securitypolicyviolation", e => done(e.effectiveDirective));
        const s = document.createElement("script"); s.textContent = "window.bad = 1"; document.body.append(s);
        setTimeout(() => done("not stopped"), 2000)""")
    check("another script is stopped", stopped.startswith("script-src"), stopped)
    driver.get_log("browser")


def pages_of(driver):
    pdf = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", dict(printBackground=True, preferCSSPageSize=True))["data"])
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def check_long(driver, path):
    look_like(driver, DESKTOP)
    print(f"opened in {open_page(driver, path)} ms ({os.path.getsize(path) / 1e6:.1f} MB)")
    check_markup(driver)
    shoot(driver, "desktop")
    check_filter(driver)
    check_links(driver)
    open_page(driver, path)
    check_keyboard(driver)
    check_policy(driver)
    choose(driver, make="Axis")
    pages = pages_of(driver)
    check("it prints what the filter shows", 10 < pages < 150, pages)
    look_like(driver, PHONE)
    open_page(driver, path)
    fits(driver, "the long report")
    shoot(driver, "phone")


def check_short(driver, path):
    for what, size, scheme in (("desktop", DESKTOP, "light"), ("dark", DESKTOP, "dark"),
                               ("phone", PHONE, "light"), ("dark phone", PHONE, "dark")):
        look_like(driver, size, scheme)
        open_page(driver, path)
        open_all(driver)
        load_axe(driver)
        check_accessible(driver, f"the short report, {what}, all open")
        if size == PHONE:
            fits(driver, "the short report, all open")
        shoot(driver, "short-" + what.replace(" ", "-"))


def check_scriptless(driver, path):
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", dict(value=True))
    driver.get("file://" + path)
    text = driver.find_element(By.CSS_SELECTOR, "main").text
    check("without a script the matrix is there", "FAIL" in text and "PASS" in text)
    check("and no filter that would do nothing", not driver.find_element(By.ID, "filter").is_displayed())
    driver.find_element(By.CSS_SELECTOR, "#cameras summary").click()
    check("and a page opens", "Remedy" in driver.find_element(By.CSS_SELECTOR, "#cameras details").text)
    pages = pages_of(driver)
    check("and it prints with all pages open", pages > 3, pages)
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", dict(value=False))


driver = None
try:
    # axe-core looks at all nodes again and again: at those of 500 cameras for minutes, of 80 for seconds
    many, some, few = (f"{work}/{name}.pcap" for name in ("many", "some", "few"))
    for path, n in ((many, "500"), (some, "80"), (few, "6")):
        run([sys.executable, source + "/tests/support/many_cameras.py", path, n])
    long, middle, short = report("long", [many]), report("middle", [some]), report("short", [few])
    look_at(long)
    look_at(short)
    again = report("again", [many], "--workers", "2")
    check("it is the same for ever, with any number of workers", open(long, "rb").read() == open(again, "rb").read())
    nothing = report("nothing", [few], "-f", "tcp port 9")
    look_at(nothing)
    check("no camera is said to be none", "No camera was seen" in open(nothing).read())
    captures = sorted(c for c in glob.glob(source + "/pcaps/*") if c.endswith((".pcap", ".pcapng")))
    lab = report("lab", captures)
    axe_expression = axe.source()
    check("axe-core is in Debian's chromium", axe_expression is not None)
    driver = browser()
    driver.get("about:blank")
    axe_text = driver.execute_script("return " + (axe_expression or "''"))
    print(axe_text[4:15].strip())
    check_long(driver, long)
    check_short(driver, short)
    check_scriptless(driver, short)
    for path in (middle, lab, nothing):
        look_like(driver, DESKTOP)
        open_page(driver, path)
        load_axe(driver)
        check_accessible(driver, path)
finally:
    if driver is not None:
        driver.quit()
    shutil.rmtree(work, ignore_errors=True)
sys.exit(failed)
