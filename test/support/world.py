"""Runs a command on a machine of its own, with a world to talk to: to be started by `unshare -rnm`.

The machine is 192.0.2.2 and 2001:db8::2, the world 192.0.2.1 and 2001:db8::1. The world serves the current folder at port 80, and
where it has `server.pem`, by HTTPS at port 443; what is below /together/<count>/ it serves once that many have asked for it. It
sends datagrams to port 7 back, and at port 53, where the machine asks, it answers names: each is 192.0.2.7 and 2001:db8::7, but for
`world.example`, which is the world, and `many.example`, which has more addresses than a datagram holds. The machine's loopback
serves the folder at port 8080.

Of the current folder, the machine takes `resolv.conf`, where there is one, and `ca.pem` for its certificates of authorities.
"""
import collections, http.server, os, socket, ssl, struct, subprocess, sys, threading

V4, V6 = 1, 28
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

class Server(http.server.ThreadingHTTPServer):
    def __init__(self, address, port):
        self.address_family = socket.AF_INET6 if ':' in address else socket.AF_INET
        super().__init__((address, port), Handler)

def start(work, *words):
    threading.Thread(target=work, args=words, daemon=True).start()

def serve(address, port, context=None):
    server = Server(address, port)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    start(server.serve_forever)

def listen(kind, port):
    listener = socket.socket(socket.AF_INET6, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(('::', port))
    return listener

def addresses(name, kind):
    if name == b'\4many\7example\0':
        return [f'198.51.100.{host}' for host in range(1, 101)] if kind == V4 else []
    host = 1 if name == b'\5world\7example\0' else 7
    return {V4: [f'192.0.2.{host}'], V6: [f'2001:db8::{host}']}.get(kind, [])

def answer(query, most):
    end = query.index(b'\0', 12) + 5
    kind, = struct.unpack('!H', query[end - 4:end - 2])
    family = socket.AF_INET6 if kind == V6 else socket.AF_INET
    data = [socket.inet_pton(family, one) for one in addresses(query[12:end - 4], kind)]
    records = b''.join(struct.pack('!HHHIH', 0xc00c, kind, 1, 60, len(one)) + one for one in data)
    is_cut = end + len(records) > most
    counts = struct.pack('!HHHH', 1, 0 if is_cut else len(data), 0, 0)
    return query[:2] + (b'\x83\x80' if is_cut else b'\x81\x80') + counts + query[12:end] + (b'' if is_cut else records)

def answer_datagrams(port, reply):
    names = listen(socket.SOCK_DGRAM, port)
    while True:
        query, who = names.recvfrom(65536)
        names.sendto(reply(query), who)

def answer_connection(connection):
    with connection, connection.makefile('rb') as asked:
        while head := asked.read(2):
            text = answer(asked.read(int.from_bytes(head, 'big')), 65535)
            connection.sendall(len(text).to_bytes(2, 'big') + text)

def answer_connections():
    names = listen(socket.SOCK_STREAM, 53)
    names.listen()
    while True:
        start(answer_connection, names.accept()[0])

def run(words):
    subprocess.run(words.split(), check=True)

def give_addresses(device, host):
    run(f'ip address add 192.0.2.{host}/24 dev {device}')
    run(f'ip address add 2001:db8::{host}/64 dev {device} nodad')
    run(f'ip link set {device} up')
    # To ask for the other one takes a second at first.
    run(f'ip neigh add 2001:db8::{3 - host} lladdr 02:00:00:00:00:0{3 - host} dev {device}')

def be_world():
    sys.stdin.readline()
    give_addresses('outer', 1)
    serve('::', 80)
    if os.path.exists('server.pem'):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain('server.pem')
        serve('::', 443, context)
    start(answer_datagrams, 7, lambda text: text)
    start(answer_datagrams, 53, lambda query: answer(query, 512))
    start(answer_connections)
    print('ready', flush=True)
    sys.stdin.readline()

def take(file, place):
    if os.path.exists(file):
        run(f'mount --bind {file} {os.path.realpath(place)}')

def be_machine(command):
    world = subprocess.Popen(['unshare', '-n', sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    # unshare(1) executes, so it is in its network once that is another.
    while os.readlink(f'/proc/{world.pid}/ns/net') == os.readlink('/proc/self/ns/net'):
        pass
    run('ip link set lo up')
    ends = 'inner address 02:00:00:00:00:02 type veth peer name outer address 02:00:00:00:00:01'
    run(f'ip link add {ends} netns {world.pid}')
    give_addresses('inner', 2)
    run('ip route add default via 192.0.2.1')
    run('ip -6 route add default via 2001:db8::1')
    world.stdin.write(b'\n')
    world.stdin.flush()
    world.stdout.readline()
    if not os.path.exists('resolv.conf'):
        with open('resolv.conf', 'w') as file:
            file.write('nameserver 192.0.2.1\n')
    take('resolv.conf', '/etc/resolv.conf')
    take('ca.pem', '/etc/ssl/certs/ca-certificates.crt')
    serve('127.0.0.1', 8080)
    serve('::1', 8080)
    code = subprocess.run(command).returncode
    world.kill()
    return code

if len(sys.argv) > 1:
    sys.exit(be_machine(sys.argv[1:]))
be_world()
