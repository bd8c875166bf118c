"""Runs a command on a machine of its own, with a world to talk to: to be started by `unshare -rnm`.

The machine is 192.0.2.2, the world 192.0.2.1: it serves the current folder at port 80, and answers each name by 192.0.2.7 at
UDP port 53, where the machine asks. What is below /together/<count>/ it serves once that many have asked for it. The machine's
loopback serves the folder at port 8080.
"""
import collections, http.server, os, socket, subprocess, sys, threading

arrived = collections.Counter()
arrival = threading.Condition()

class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith('/together/'):
            with arrival:
                arrived[self.path] += 1
                arrival.notify_all()
                _, _, count, _ = self.path.split('/')
                arrival.wait_for(lambda: arrived[self.path] >= int(count))
            self.path = '/'
        super().do_GET()

    def log_message(self, *words):
        pass

def serve(address, port):
    server = http.server.ThreadingHTTPServer((address, port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

def answer_names():
    names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    names.bind(('192.0.2.1', 53))
    print('ready', flush=True)
    while True:
        query, who = names.recvfrom(512)
        end = query.index(b'\0', 12) + 5
        is_of_v4 = query[end - 4:end - 2] == b'\0\1'
        record = b'\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4' + socket.inet_aton('192.0.2.7') if is_of_v4 else b''
        counts = b'\0\1' + bytes([0, is_of_v4]) + b'\0\0\0\0'
        names.sendto(query[:2] + b'\x81\x80' + counts + query[12:end] + record, who)

def ip(words):
    subprocess.run(['ip', *words.split()], check=True)

def be_world():
    sys.stdin.readline()
    ip('address add 192.0.2.1/24 dev outer')
    ip('link set outer up')
    serve('192.0.2.1', 80)
    answer_names()

def be_machine(command):
    world = subprocess.Popen(['unshare', '-n', sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    # unshare(1) executes, so it is in its network once that is another.
    while os.readlink(f'/proc/{world.pid}/ns/net') == os.readlink('/proc/self/ns/net'):
        pass
    ip('link set lo up')
    ip(f'link add inner type veth peer name outer netns {world.pid}')
    ip('address add 192.0.2.2/24 dev inner')
    ip('link set inner up')
    ip('route add default via 192.0.2.1')
    world.stdin.write(b'\n')
    world.stdin.flush()
    world.stdout.readline()
    with open('resolv.conf', 'w') as file:
        file.write('nameserver 192.0.2.1\n')
    subprocess.run(['mount', '--bind', 'resolv.conf', os.path.realpath('/etc/resolv.conf')], check=True)
    serve('127.0.0.1', 8080)
    code = subprocess.run(command).returncode
    world.kill()
    return code

if len(sys.argv) > 1:
    sys.exit(be_machine(sys.argv[1:]))
be_world()
