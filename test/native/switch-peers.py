"""What the switch's tests run: peers at its ports, which send and receive frames. Prints what it found as JSON."""
import json, os, resource, select, signal, socket, subprocess, sys, time

switch, folder = sys.argv[1:3]


def path(name):
    return os.path.join(folder, name)


def address(number):
    return bytes([2, 0, 0, 0, 0, number])


def frame(source, destination, body=b""):
    return address(destination) + address(source) + b"\x88\xb5" + body.ljust(46, b"\0")


EVERYBODY = b"\xff" * 6


class Switch:
    def __init__(self, *words, capture=None, limit=resource.RLIM_INFINITY):
        for name in "ab":
            if os.path.exists(path(name)):
                os.unlink(path(name))
        theirs, self.lifeline = os.pipe()
        files = [os.open(path(capture), os.O_WRONLY | os.O_CREAT)] if capture else []
        words = [*(word for file in files for word in ("--capture", str(file))), *words]

        def prepare():
            os.dup2(theirs, 3)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        # As under the supervisor, SIGXFSZ is ignored.
        self.process = subprocess.Popen([switch, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        preexec_fn=prepare, pass_fds=[3, theirs, *files], restore_signals=False)
        for file in [theirs, *files]:
            os.close(file)
        self.said = self.process.stdout.readline()

    def end(self):
        os.close(self.lifeline)
        _, errors = self.process.communicate()
        return {"code": self.process.returncode, "stderr": errors}


def peer(name):
    one = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    one.connect(path(name))
    return one


def received(one, least=0):
    """All that comes: at least so many frames, for which it waits, and what follows them for a moment."""
    frames = []
    while select.select([one], [], [], 10 if len(frames) < least else 0.3)[0]:
        data = one.recv(70000)
        if not data:
            break
        frames.append(data)
    return frames


def ports(kind, names, fixed=True):
    words = []
    for number, name in enumerate(names, 1):
        words += [kind, name, address(number).hex() if fixed else "any", path(name)]
    return words


def learning():
    one = Switch(*ports("--port", "abcd", fixed=False))
    a, b, c, d = [peer(name) for name in "abcd"]
    a.send(frame(1, 2))
    first = [len(received(peer, 1)) for peer in (b, c, d)]
    b.send(frame(2, 1))
    answer = [len(received(a, 1)), len(received(c)), len(received(d))]
    a.send(frame(1, 2))
    second = [len(received(b, 1)), len(received(c)), len(received(d))]
    large = frame(1, 2, b"x" * 32000)
    a.send(large)
    a.send(large + b"12345")
    a.send(b"short")
    whole = [data == large for data in received(b, 1)]
    return {"said": one.said, "first": first, "answer": answer, "second": second, "whole": whole, **one.end()}


def forged():
    one = Switch(*ports("--port", "abc"))
    a, b, c = [peer(name) for name in "abc"]
    c.send(frame(1, 2))
    c.send(frame(9, 2))
    refused = len(received(b))
    b.send(frame(2, 1))
    return {"refused": refused, "owner": len(received(a, 1)), "thief": len(received(c)), **one.end()}


def isolated():
    one = Switch(*ports("--isolated", "ab"), "--port", "server", address(3).hex(), path("server"))
    a, b, server = peer("a"), peer("b"), peer("server")
    a.send(frame(1, 2))
    a.send(EVERYBODY + frame(1, 2)[6:])
    a.send(frame(1, 3))
    return {"other": len(received(b)), "server": len(received(server, 2)), **one.end()}


def comes_back():
    one = Switch(*ports("--port", "ab"))
    a, b = peer("a"), peer("b")
    b.send(frame(2, 1))
    b.close()
    last = len(received(a, 1))
    a.send(frame(1, 2))
    b = peer("b")
    # Once this has arrived, it is connected.
    b.send(frame(2, 1))
    received(a, 1)
    a.send(frame(1, 2, b"again"))
    return {"last": last, "again": [data[14:19].decode() for data in received(b, 1)][-1:], **one.end()}


def flood():
    one = Switch(*ports("--port", "abcd"))
    a, b, c, d = [peer(name) for name in "abcd"]
    a.settimeout(5)
    child = os.fork()
    if child == 0:
        # To one that does not read, to everybody, and to one that does.
        while True:
            a.send(frame(1, 2, b"f" * 1000))
            a.send(EVERYBODY + frame(1, 2)[6:])
            a.send(frame(1, 4, b"f" * 16000))
    seen = 0
    for number in range(200):
        c.send(frame(3, 4, b"%d" % number))
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if d.recv(70000)[6:12] == address(3):
                seen += 1
                break
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return {"seen": seen, **one.end()}


def full():
    one = Switch(*ports("--port", "ab"))
    a, b = peer("a"), peer("b")
    a.settimeout(30)
    for number in range(3000):
        a.send(frame(1, 2, b"%d" % number + b" " * 1400))
    there = [int(data[14:].split()[0]) for data in received(b, 1)]
    # Nobody knows by now that it was full.
    a.send(frame(1, 2, b"%d " % 3000))
    later = [int(data[14:].rstrip(b"\0")) for data in received(b, 1)]
    return {"some": 0 < len(there) < 3000, "in order": there == sorted(there), "later": later, **one.end()}


def waits(one):
    """How often it has gone to sleep."""
    with open(f"/proc/{one.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("voluntary_ctxt_switches"))


def unread():
    one = Switch(*ports("--port", "ab"))
    a, b = peer("a"), peer("b")
    for number in range(500):
        a.send(frame(1, 2, b"%d" % number))
    time.sleep(0.2)
    before = waits(one)
    time.sleep(0.5)
    asleep = waits(one) - before < 10
    one.process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, one.process.pid, os.WSTOPPED)
    under_way = len(received(b, 1))
    one.process.send_signal(signal.SIGCONT)
    return {"few": 32 <= under_way <= 64, "asleep": asleep, "all": under_way + len(received(b, 1)), **one.end()}


def impaired():
    def numbers(seed):
        one = Switch("--delay", "150", "--loss", "200000", "--seed", seed, *ports("--port", "ab"))
        a, b = peer("a"), peer("b")
        before = time.monotonic()
        for number in range(100):
            a.send(frame(1, 2, b"%d" % number))
        select.select([b], [], [])
        waited = time.monotonic() - before
        there = [int(data[14:].rstrip(b"\0")) for data in received(b)]
        one.end()
        return there, waited
    first, waited = numbers("1")
    again, _ = numbers("1")
    other, _ = numbers("2")
    return {"delayed": waited >= 0.15, "same": first == again, "other": first != other, "some": 50 < len(first) < 100}


def rate():
    # 10 frames of 1000 bytes at 80,000 bits a second: the last one comes after a second.
    one = Switch("--rate", "80000", *ports("--port", "ab"))
    a, b = peer("a"), peer("b")
    before = time.monotonic()
    for _ in range(10):
        a.send(frame(1, 2, b"r" * 986))
    count = 0
    while count < 10:
        count += len(b.recv(70000)) == 1000
    return {"slow": time.monotonic() - before >= 1, **one.end()}


def uplink():
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server.bind(path("world"))
    server.listen(1)
    one = Switch(*ports("--port", "ab"), "--uplink", path("world"))
    world, _ = server.accept()
    a, b = peer("a"), peer("b")
    a.send(frame(1, 9))
    out = len(received(world, 1))
    world.send(frame(9, 1))
    back = [len(received(a, 1)), len(received(b))]
    world.close()
    one.process.wait()
    return {"out": out, "back": back, **one.end()}


def captured():
    one = Switch(*ports("--port", ["first", "second"]), capture="all.pcapng")
    a, b = peer("first"), peer("second")
    for number in range(3):
        a.send(frame(1, 2, b"%d" % number))
    b.send(frame(2, 1))
    return {"counts": [len(received(a, 1)), len(received(b, 3))], **one.end()}


def capture_ends(**how):
    one = Switch(*ports("--port", "ab"), **how)
    a, b = peer("a"), peer("b")
    count = 0
    for _ in range(200):
        a.send(frame(1, 2, b"c" * 16000))
        count += len(b.recv(70000)) > 16000
    return {"count": count, **one.end()}


def capture_limit():
    return capture_ends(capture="limited.pcapng", limit=1000000)


def capture_full_disk():
    return capture_ends(capture="full.pcapng")


print(json.dumps(globals()[sys.argv[3]]()))
