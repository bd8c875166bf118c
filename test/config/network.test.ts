import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../src/config/command-line.ts';
import type { Options } from '../../src/config/options.ts';

function optionsOf(...words: string[]): Options {
  const command = parseCommandLine([...words, 'test']);
  if (command.command !== 'run') throw new Error(`not a run: ${command.command}`);
  return command.options;
}

const clean = { delay: 0, loss: 0, rate: 0 };
const user = { mode: 'user', hostLoopback: false, offline: false };

describe('--network', () => {
  test.each([
    ['none', { mode: 'none' }],
    ['user', user],
    ['user,host-loopback', { ...user, hostLoopback: true }],
    ['user,offline', { ...user, offline: true }],
    ['tap', { mode: 'tap' }],
    ['tap,device=tap0.1', { mode: 'tap', device: 'tap0.1' }],
    ['user,delay=50ms,loss=1%,rate=1mbit', { ...user, impairment: { delay: 50, loss: 10_000, rate: 1_000_000 } }],
    ['user,rate=2.5Gbit,offline', { ...user, offline: true, impairment: { ...clean, rate: 2_500_000_000 } }],
    ['user,delay=1.5s', { ...user, impairment: { ...clean, delay: 1500 } }],
    ['user,delay=60s', { ...user, impairment: { ...clean, delay: 60_000 } }],
    ['user,loss=0.0001%', { ...user, impairment: { ...clean, loss: 1 } }],
    ['user,loss=0.0003%', { ...user, impairment: { ...clean, loss: 3 } }],
    ['user,loss=100%', { ...user, impairment: { ...clean, loss: 1_000_000 } }],
    ['user,rate=1000bit', { ...user, impairment: { ...clean, rate: 1000 } }],
    ['user, rate=100gbit', { ...user, impairment: { ...clean, rate: 100_000_000_000 } }],
    ['user,delay=0ms,loss=0%', user],
  ])('knows %s', (text, network) => {
    expect(optionsOf('--network', text).network).toEqual(network);
  });

  test.each([
    ['host', '"host", expected none or user, and after commas'],
    ['user,fast', '"user,fast", of which "fast" is unknown, expected none or user, and after commas host-loopback or'],
    ['none,offline', '"none,offline", of which "offline" is unknown'],
    ['tap,device=', '"tap,device=", of which "device=" is unknown'],
    ['tap,device=..', '"tap,device=..", of which "device=.." is unknown'],
    ['tap,device=a/b', '"tap,device=a/b", of which "device=a/b" is unknown'],
    ['tap,device=sixteencharacter', '"tap,device=sixteencharacter", of which'],
    ['tap,delay=1ms', '"tap,delay=1ms", of which "delay=1ms" is unknown, expected none or user, and'],
    ['tap,device=a,b', '"tap,device=a,b", of which "b" is unknown'],
    ['user,', '"user,", of which "" is unknown'],
    ['user,offline,host-loopback', '"user,offline,host-loopback", expected'],
  ])('refuses %s', (text, words) => {
    expect(() => optionsOf('--network', text)).toThrow(`--network was given ${words}`);
  });

  test.each([
    ...['delay=50', 'delay=0.5ms', 'delay=61s', 'delay=-1ms', 'delay=', 'delay=1e3ms', 'delay=1m', 'delay= 1ms'],
    ...['loss=1', 'loss=101%', 'loss=0.00001%', 'loss=-1%', 'loss=%', 'loss=NaN%', 'loss=1.%'],
    ...['rate=1', 'rate=0mbit', 'rate=999bit', 'rate=101gbit', 'rate=1mbps', 'rate=1.0005kbit', 'rate=constructor'],
  ])('refuses a line with %s', (part) => {
    const [name = ''] = part.split('=');
    const words = `--network was given "user,${part}", of which "${part}" is wrong, expected a ${name} from `;
    expect(() => optionsOf('--network', `user,${part}`)).toThrow(words);
  });

  test('refuses two delays, and what a line does not have', () => {
    const twice = 'of which "delay=2ms" is wrong, expected only one delay';
    expect(() => optionsOf('--network', 'user,delay=1ms,delay=2ms')).toThrow(twice);
    expect(() => optionsOf('--network', 'user,jitter=1ms')).toThrow('of which "jitter=1ms" is unknown');
    expect(() => optionsOf('--network', 'user,toString=1ms')).toThrow('of which "toString=1ms" is unknown');
  });

  test('has a line without a way out only for guests beside each other', () => {
    const words = '--network none has nothing to delay, lose or slow down: use user instead';
    expect(() => optionsOf('--network', 'none,delay=50ms')).toThrow(words);
    const { network } = optionsOf('--network', 'none,delay=50ms', '--guests', 'a=true');
    expect(network).toEqual({ mode: 'none', impairment: { ...clean, delay: 50 } });
  });

  test('does not go together with virtual time, for which a network is too slow', () => {
    const words = '--time-travel and --network user cannot be used together';
    expect(() => optionsOf('--network', 'user', '--time-travel')).toThrow(words);
    expect(optionsOf('--network', 'none', '--time-travel').network.mode).toBe('none');
  });
});

describe('a TAP device of the caller', () => {
  const device = ['--network', 'tap,device=tap0'];

  test("is one guest's at a time", () => {
    expect(optionsOf(...device).jobs).toBe(1);
    expect(optionsOf('--network', 'tap', '--jobs', '2').jobs).toBe(2);
    const words = '--network tap,device=tap0 and --jobs cannot be used together';
    expect(() => optionsOf(...device, '--jobs', '2')).toThrow(words);
  });

  test('is not for the guests of servers, which are many', () => {
    const words = '--network tap,device=tap0 and --warm cannot be used together';
    expect(() => parseCommandLine(['exec', '--warm', ...device, '--', 'true'])).toThrow(words);
    expect(() => parseCommandLine(['exec', '--warm', '--network', 'tap', '--', 'true'])).not.toThrow();
  });
});

test.each(['tap', 'tap,device=tap0'])('guests beside the tests have an Ethernet of their own, not %s', (network) => {
  expect(() => optionsOf('--network', network, '--guests', 'a=./a')).toThrow(
    `--guests and --network ${network} cannot be used together`,
  );
});

describe('--capture', () => {
  test('needs a network', () => {
    expect(optionsOf('--network', 'user', '--capture').capture).toBe(true);
    expect(optionsOf('--guests', 'a=true', '--capture').capture).toBe(true);
    expect(() => optionsOf('--capture')).toThrow('--capture needs a network: add --network user');
  });

  test('is not for the guests of servers, which are shared', () => {
    const words = ['exec', '--warm', '--network', 'user', '--capture', '--', 'true'];
    expect(() => parseCommandLine(words)).toThrow('--capture and --warm cannot be used together');
  });
});

describe('--publish', () => {
  test('is a port of this machine and one of the guest, for TCP unless it says UDP', () => {
    expect(
      optionsOf('--network', 'user,host-loopback', '--publish', '8080:80,5353:53/udp', '--publish', '1:65535/tcp')
        .publish,
    ).toEqual([
      { hostPort: 8080, guestPort: 80, protocol: 'tcp' },
      { hostPort: 5353, guestPort: 53, protocol: 'udp' },
      { hostPort: 1, guestPort: 65535, protocol: 'tcp' },
    ]);
  });

  test.each(['80', '0:80', '80:65536', '80:80/sctp', '127.0.0.1:80:80', 'a:b', ':80', '80:'])('refuses %s', (text) => {
    expect(() => optionsOf('--network', 'user', '--publish', text)).toThrow(`--publish was given "${text}", expected`);
  });

  test.each([
    [['8080:80', '8080:81'], '--publish was given port 8080 of this machine twice'],
    [['8080:80', '8080:80/tcp'], '--publish was given port 8080 of this machine twice'],
  ])('refuses a port that is there twice: %s', (texts, words) => {
    expect(() => optionsOf('--network', 'user', ...texts.flatMap((text) => ['--publish', text]))).toThrow(words);
  });

  test('takes one port for TCP and for UDP', () => {
    const network = ['--network', 'user,host-loopback'];
    expect(optionsOf(...network, '--publish', '53:53,53:53/udp').publish).toHaveLength(2);
  });

  test('by UDP needs the loopback of this machine, for the answers', () => {
    const words = '--publish: UDP needs the loopback of this machine: use --network user,host-loopback';
    expect(() => optionsOf('--network', 'user', '--publish', '53:53/udp')).toThrow(words);
  });

  test('needs a network', () => {
    expect(() => optionsOf('--publish', '80:80')).toThrow('--publish needs --network user');
    expect(() => optionsOf('--publish', '80:80', '--network', 'tap')).toThrow('--publish needs --network user');
  });

  test('makes a run of one guest at a time, for only one can have a port', () => {
    expect(optionsOf('--network', 'user', '--jobs', '4').jobs).toBe(4);
    expect(optionsOf('--network', 'user').jobs).toBe(availableParallelism());
    expect(optionsOf('--network', 'user', '--publish', '80:80').jobs).toBe(1);
    expect(optionsOf('--network', 'user', '--publish', '80:80', '--jobs', '1').jobs).toBe(1);
    const words = '--publish and --jobs cannot be used together';
    expect(() => optionsOf('--network', 'user', '--publish', '80:80', '--jobs', '2')).toThrow(words);
  });

  test('is not for the guests of servers, which are many', () => {
    const words = ['exec', '--warm', '--network', 'user', '--publish', '80:80', '--', 'true'];
    expect(() => parseCommandLine(words)).toThrow('--publish and --warm cannot be used together');
  });
});

describe('legacy transports', () => {
  test.each(['eth0=slirp,,/usr/bin/slirp', 'eth1=tuntap,tap0', 'quiet eth0=daemon mem=1G'])(
    'are refused where there is a sandbox: %s',
    (words) => {
      const own = words.split(' ').find((word) => word.startsWith('eth'));
      expect(() => optionsOf('--kernel-args', words)).toThrow(
        `--kernel-args: "${own}" makes the kernel start or reach`,
      );
      expect(optionsOf('--kernel-args', words, '--sandbox', 'off').kernelArguments).toBe(words);
    },
  );

  test.each(['vec0:transport=raw,ifname=eth0', 'xeth0=slirp', 'ip=eth0', 'netdev.eth0=slirp'])(
    'are not what looks like them: %s',
    (words) => {
      expect(optionsOf('--kernel-args', words).kernelArguments).toBe(words);
    },
  );
});
