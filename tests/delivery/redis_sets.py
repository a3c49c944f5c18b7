"""The Redis that chaos.py delivers to, and what happens to them: one alone, one behind sentinels, a cluster.

Each has url(mode), trouble(end): what goes wrong, in a thread, until the event is set and all is repaired; struck: how
often what; lines(mode): the alerts that are there at the end; end()."""
import collections, concurrent.futures, contextlib, os, pathlib, random, socket, subprocess, sys, time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab"))
import resp, siem

def free_port():
    """One that is free 10000 above, too: a cluster's nodes talk there. Neither is one that the system gives to whoever
    connects, or a server that was killed would not get it back."""
    while True:
        port = random.randrange(12000, 22000)
        with socket.socket() as s, socket.socket() as above, contextlib.suppress(OSError):
            s.bind(("127.0.0.1", port))
            above.bind(("127.0.0.1", port + 10000))
            return port

class Stuck(Exception):
    """Redis is not what it should be by now: the run has failed, whatever has arrived."""

def text(answer):
    return [text(a) for a in answer] if isinstance(answer, list) else answer.decode() if isinstance(answer, bytes) else answer

def ask(port, *words):
    """What the Redis at that port answers. OSError: it is not there; resp.Refused."""
    with contextlib.closing(resp.Client(("127.0.0.1", port))) as client:
        return text(client.one(*words))

def until(true, why, seconds=150):
    """Waits until it is; trouble with a Redis is that it is not."""
    end, said = time.monotonic() + seconds, None
    while time.monotonic() < end:
        try:
            if true():
                return
        except (OSError, resp.Refused, ValueError) as e:
            said = e
        time.sleep(0.02)
    raise Stuck(f"not in {seconds} s: {why} ({said})")

def fields(text):
    return dict(line.split(":", 1) for line in text.splitlines() if ":" in line)

class Server:
    """A redis-server with AOF always, in a folder of its own; what it is told it keeps (CONFIG REWRITE)."""
    def __init__(self, folder, *options, port=None, sentinel=False):
        self.folder, self.port, self.sentinel, self.process = folder, port or free_port(), sentinel, None
        os.makedirs(folder)
        with open(f"{folder}/conf", "w") as f:
            f.write(f"port {self.port}\nbind 127.0.0.1\ndir {folder}\n")
            if not sentinel:
                f.write('save ""\nappendonly yes\nappendfsync always\nrepl-diskless-sync-delay 0\n')
            f.write("".join(o + "\n" for o in options))
        self.start()

    def start(self):
        words = ["redis-server", f"{self.folder}/conf"] + (["--sentinel"] if self.sentinel else [])
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=siem.dies_with_us)

    def kill(self):
        """Stuck: it had ended by itself."""
        if self.process.poll() is not None:
            raise Stuck(f"redis-server at {self.port} ended with {self.process.returncode} by itself")
        self.end()

    def end(self):
        self.process.kill()
        self.process.wait()

    def ask(self, *words):
        return ask(self.port, *words)

    def answers(self):
        return self.ask("PING") == "PONG"

    def info(self, part):
        return fields(self.ask("INFO", part))

def lines_at(port, mode):
    until(lambda: ask(port, "PING") == "PONG", "an answer at the end")
    if mode == "list":
        return ask(port, "LRANGE", "camwarden:alerts", 0, -1)
    return [entry[1][1] for entry in ask(port, "XRANGE", "camwarden:alerts", "-", "+")]

def certificates(folder):
    run = lambda *w: subprocess.run(w, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=ca")
    run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "csr", "-subj", "/CN=localhost")
    with open(f"{folder}/ext", "w") as f:
        f.write("subjectAltName=IP:127.0.0.1\n")
    run("openssl", "x509", "-req", "-in", "csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "ext", "-out", "crt")

class One:
    """One alone, killed every 0.2 to 2 seconds."""
    PAUSE = (0.2, 2)

    def __init__(self, folder, tls=False):
        self.folder, self.struck, self.tls, options = folder, collections.Counter(), free_port() if tls else 0, []
        if tls:
            certificates(folder)
            options = [f"tls-port {self.tls}", f"tls-cert-file {folder}/crt", f"tls-key-file {folder}/key",
                       f"tls-ca-cert-file {folder}/ca.crt", "tls-auth-clients no"]
        self.server = Server(f"{folder}/redis", *options)

    def url(self, mode):
        if self.tls:
            return f"rediss://127.0.0.1:{self.tls}?ca={self.folder}/ca.crt&mode={mode}&max=0"
        return f"redis://127.0.0.1:{self.server.port}?mode={mode}&max=0"

    def trouble(self, end):
        while not end.wait(random.uniform(*self.PAUSE)):
            self.server.kill()
            self.server.start()
            self.struck["Redis killed"] += 1
            self.started()

    def started(self):
        """The next pause begins."""

    def lines(self, mode):
        return lines_at(self.server.port, mode)

    def end(self):
        self.server.end()

class Burst(One):
    """One alone that is killed as soon as it has begun to take what has piled up: often in the midst of a write."""
    PAUSE = (0.05, 0.4)

    def started(self):
        until(self.server.answers, "an answer")

class Sentinels:
    """A master, its replicas, three sentinels. One thing at a time goes wrong: the master is killed, or told to hand
    over; a replica is killed; whoever was killed returns at once, or after a failover. The next thing goes wrong when
    every replica is in step again."""
    def __init__(self, folder, replicas=1, wait=1):
        self.struck, self.wait = collections.Counter(), wait
        self.nodes = [Server(f"{folder}/0")]
        first = self.nodes[0].port
        until(self.nodes[0].answers, "the first master")
        self.nodes += [Server(f"{folder}/{i}", f"replicaof 127.0.0.1 {first}") for i in range(1, replicas + 1)]
        watch = [f"sentinel monitor main 127.0.0.1 {first} 2", "sentinel down-after-milliseconds main 400",
                 "sentinel failover-timeout main 1500", f"sentinel parallel-syncs main {replicas}"]
        self.sentinels = [Server(f"{folder}/s{i}", *watch, sentinel=True) for i in range(3)]
        for s in self.sentinels: # what takes ten seconds by default would take the test's time
            until(s.answers, "a sentinel")
            s.ask("SENTINEL", "DEBUG", "info-period", 500, "publish-period", 500)
        until(self.is_sound, "master, replicas and sentinels")

    def url(self, mode):
        places = ",".join(f"127.0.0.1:{s.port}" for s in self.sentinels)
        return f"redis-sentinel://{places}/main?mode={mode}&max=0&wait={self.wait}"

    def master(self):
        """All sentinels must agree."""
        ports = {int(s.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main")[1]) for s in self.sentinels}
        found = [n for n in self.nodes if n.port in ports]
        return found[0] if len(ports) == 1 else None

    def is_sound(self):
        master = self.master()
        if master is None or master.ask("ROLE")[0] != "master":
            return False
        for n in self.nodes:
            p = n.info("persistence")
            if n.info("replication")["connected_slaves"] != str(len(self.nodes) - 1 if n is master else 0):
                return False
            if p["aof_rewrite_in_progress"] != "0" or p["aof_rewrite_scheduled"] != "0":
                return False
            if n is not master and n.info("replication").get("master_link_status") != "up":
                return False
        seen = [dict(zip(r[::2], r[1::2])) for s in self.sentinels for r in s.ask("SENTINEL", "REPLICAS", "main")]
        told = [s.ask("SENTINEL", "MASTER", "main") for s in self.sentinels]
        return len(seen) == 3 * (len(self.nodes) - 1) and all(r["flags"] == "slave" for r in seen) and \
            all(t[t.index("flags") + 1] == "master" for t in told)

    def hand_over(self, master):
        try:
            random.choice(self.sentinels).ask("SENTINEL", "FAILOVER", "main")
            self.struck["handed over"] += 1
        except resp.Refused: # one is not over yet, or no replica is good enough
            return
        until(lambda: self.master() not in (None, master), "another master after SENTINEL FAILOVER")

    def kill_master(self, master, failover):
        master.kill()
        if failover:
            until(lambda: self.master() not in (None, master), "another master after a kill")
        master.start()
        self.struck["master killed" if failover else "master killed, and back at once"] += 1

    def kill_replica(self, master):
        replica = random.choice([n for n in self.nodes if n is not master])
        replica.kill()
        time.sleep(random.uniform(0, 1))
        replica.start()
        self.struck["replica killed"] += 1

    def trouble(self, end):
        while not end.wait(random.uniform(0.2, 1)):
            until(self.is_sound, "master, replicas and sentinels")
            master = self.master()
            what = random.randrange(6)
            if what < 3:
                self.kill_master(master, failover=True)
            elif what < 4:
                self.hand_over(master)
            elif what < 5:
                self.kill_master(master, failover=False)
            else:
                self.kill_replica(master)
        until(self.is_sound, "master, replicas and sentinels")

    def lines(self, mode):
        until(self.is_sound, "master, replicas and sentinels")
        return lines_at(self.master().port, mode)

    def end(self):
        for s in self.sentinels + self.nodes:
            s.end()

class Cluster:
    """Three nodes without replicas. A node is killed and returns, while the slot of the alerts moves from node to node,
    with its keys, and with pauses in between in which the two are apart."""
    SLOTS = 16384

    def __init__(self, folder):
        self.struck = collections.Counter()
        self.nodes = [Server(f"{folder}/{i}", "cluster-enabled yes", "cluster-node-timeout 3000", "cluster-require-full-coverage no")
                      for i in range(3)]
        for n in self.nodes:
            until(n.answers, "a node")
        run = subprocess.run(["redis-cli", "--cluster", "create", *(f"127.0.0.1:{n.port}" for n in self.nodes), "--cluster-yes"],
                             capture_output=True, text=True)
        if run.returncode != 0:
            raise Stuck(f"no cluster: {run.stdout}{run.stderr}")
        self.id = {n: n.ask("CLUSTER", "MYID") for n in self.nodes}
        self.slot = self.nodes[0].ask("CLUSTER", "KEYSLOT", "camwarden:alerts")
        self.holder = self.nodes[self.slot * 3 // self.SLOTS]
        until(lambda: all(n.info("cluster") and f"cluster_slots_ok:{self.SLOTS}" in n.ask("CLUSTER", "INFO") for n in self.nodes), "a cluster")

    def url(self, mode):
        return f"redis://127.0.0.1:{random.choice(self.nodes).port}?mode={mode}&max=0"

    def persist(self, server, *words):
        """Asks again for as long as the node is down, or has not yet heard of what went before."""
        until(lambda: server.ask(*words) in ("OK", "NOKEY"), f"{words} at {server.port}")

    def move(self):
        """As redis-cli --cluster reshard does."""
        source, target = self.holder, random.choice([n for n in self.nodes if n is not self.holder])
        self.persist(target, "CLUSTER", "SETSLOT", self.slot, "IMPORTING", self.id[source])
        self.persist(source, "CLUSTER", "SETSLOT", self.slot, "MIGRATING", self.id[target])
        time.sleep(random.uniform(0, 0.5))
        keys = []
        until(lambda: keys.append(source.ask("CLUSTER", "GETKEYSINSLOT", self.slot, 10)) or True, "the keys of a slot")
        for key in random.sample(keys[-1], len(keys[-1])) + keys[-1]: # twice: one may have come meanwhile
            self.persist(source, "MIGRATE", "127.0.0.1", target.port, key, 0, 5000, "REPLACE")
            time.sleep(random.uniform(0, 0.2))
        until(lambda: source.ask("CLUSTER", "COUNTKEYSINSLOT", self.slot) == 0 or self.move_rest(source, target), "an empty slot")
        for n in (target, source):
            self.persist(n, "CLUSTER", "SETSLOT", self.slot, "NODE", self.id[target])
        self.holder = target
        self.struck["slot moved"] += 1

    def move_rest(self, source, target):
        for key in source.ask("CLUSTER", "GETKEYSINSLOT", self.slot, 10):
            source.ask("MIGRATE", "127.0.0.1", target.port, key, 0, 5000, "REPLACE")

    def trouble(self, end):
        """The nodes end with the thread that starts them: this one. A move that fails ends it all."""
        def move():
            try:
                while not end.wait(random.uniform(0.2, 1.5)):
                    self.move()
            finally:
                end.set()
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            moving = pool.submit(move)
            try:
                self.kill_nodes(end)
            finally:
                end.set()
            moving.result()

    def kill_nodes(self, end):
        while not end.wait(random.uniform(0.2, 2)):
            node = random.choice(self.nodes)
            node.kill()
            time.sleep(random.choice([0, random.uniform(0, 1), random.uniform(3, 5)]))
            node.start()
            self.struck["node killed"] += 1

    def lines(self, mode):
        until(lambda: all("cluster_state:ok" in n.ask("CLUSTER", "INFO") for n in self.nodes), "a cluster that is up")
        return lines_at(self.holder.port, mode)

    def end(self):
        for n in self.nodes:
            n.end()
