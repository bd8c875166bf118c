import { describe, expect, test } from 'vitest';
import { isSecret } from '../../src/config/secret-variables.ts';
import { addedEnvironment, execEnvironment } from '../../src/provision/caller-environment.ts';

const nothing = { environment: {}, environmentPass: [], cleanEnvironment: false };
const minimal = { spec: 'minimal' };

test.each([
  ...['GITHUB_TOKEN', 'tokens', 'mytoken', 'GH_TOKEN_2', 'npm_config_//registry/:_authToken', 'accessTokenValue'],
  ...['CLIENT_SECRET', 'PGPASSWORD', 'DB_PASSWD', 'SSHPASS', 'DB_PASS', 'MYSQL_PWD', 'GPG_PASSPHRASE'],
  ...['API_KEY', 'OPENAI_API_KEY', 'apikey', 'apiKey', 'DEPLOY_KEY', 'KEY', 'SSH_KEY_B64', 'SIGNING_KEY2'],
  ...['GOOGLE_APPLICATION_CREDENTIALS', 'CREDS', 'DOCKER_AUTH_CONFIG', 'REDISCLI_AUTH', 'GITHUB_PAT', 'SENTRY_DSN'],
  ...['ACTIONS_RUNTIME_URL', 'AWS_PROFILE', 'INPUT_ENV', 'SSH_AUTH_SOCK', 'DISPLAY', 'XDG_RUNTIME_DIR'],
  ...['TS_AUTHKEY', 'MASTERKEY', 'HOST_PRIVKEY', 'LDAP_BINDPW', 'DB_PW', 'DOCKERPASS', 'MYSQLPWD', 'BASICAUTH'],
  ...['ARTIFACTORY_PSW', 'BW_SESSION', 'OP_SESSION_mine', 'FASTLANE_SESSION', 'HTTP_AUTHORIZATION', 'GIT_COOKIES'],
  ...['KUBECONFIG', 'KUBE_CONFIG_DATA', 'DOCKERCONFIGJSON', 'ANDROID_KEYSTORE_BASE64', 'CURL_NETRC', 'WINDOWS_PFX'],
  ...['OTEL_EXPORTER_OTLP_HEADERS', 'WIN_CSC_LINK', 'WIFI_PSK'],
  ...['COMPASS_TOKEN', 'BYPASS_KEY', 'PUBLICKEY_PASSPHRASE', 'COMPASSWORD'],
])('%s may be secret, or leads to an agent', (name) => {
  expect(isSecret(name, 'x')).toBe(true);
});

test.each([
  ...['SSL_CERT_FILE', 'KEYBOARD', 'MONKEY', 'XKB_KEYMAP', 'TOKENIZERS_PARALLELISM', 'GIT_AUTHOR_NAME', 'BYPASS'],
  ...['COMPASS_HOME', 'LD_LIBRARY_PATH', 'PYTHONPATH', 'PASSED', 'PATCH_LEVEL', 'XDG_SESSION_ID', 'LC_ALL', 'TERM'],
  ...['PASS_THROUGH', 'PASSTHROUGH_ALL', 'DONKEY_HOME', 'PUBKEY', 'HOTKEYS', 'VAULT_ADDR', 'DOCKER_CONFIG', 'PWN'],
  ...['CI', 'GITHUB_ACTIONS', 'RUST_BACKTRACE', 'srcdir', 'AUTHORS', 'DISPLAY_ERRORS'],
])('%s is innocent', (name) => {
  expect(isSecret(name, 'x')).toBe(false);
});

test.each([
  ['https://user:pass@host/', true],
  ['postgres://:pass@host', true],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\nx', true],
  ['-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nx', true],
  [`https://${'x1'.repeat(20)}@host/x`, true],
  [`-t ghp_${'x1'.repeat(18)}`, true],
  [`eyJ${'x1'.repeat(18)}.eyJ${'x1'.repeat(18)}.x`, true],
  ['jdbc:mysql://host/db?user=me&password=x', true],
  ['DefaultEndpointsProtocol=https;AccountName=x;AccountKey=x==', true],
  ['AUTHORIZATION: basic eDp5', true],
  ['{"auths": {"host": {"auth": "eDp5"}}}', true],
  ['-O2 -DPASS=1 --prefix=/opt/npm_x', false],
  ['https://host:8080/a@b', false],
  ['http://user@host', false],
])('the value %j: %s', (value, secret) => {
  expect(isSecret('X', value)).toBe(secret);
});

describe('the program of exec', () => {
  test('gets the environment of its caller, whatever the names and values', () => {
    const odd = {
      'BASH_FUNC_f%%': '() {  :\n}',
      'a.b-c': '',
      FOO: 'ü = 1\n',
      TERM: 'xterm-256color',
      LC_ALL: 'C.UTF-8',
    };
    expect(execEnvironment(nothing, minimal, odd)).toEqual(odd);
  });

  const own = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'PWD', 'OLDPWD', 'HOSTNAME', 'TMPDIR', 'UML_RUN_KERNEL'];
  const tools = ['CARGO_HOME', 'RUSTUP_HOME', 'GOPATH', 'VIRTUAL_ENV', 'PYENV_ROOT', 'NVM_DIR', 'JAVA_HOME'];
  const caller = Object.fromEntries([...own, ...tools, 'MY_TOKEN', 'FOO'].map((name) => [name, `caller's ${name}`]));

  test('has what guests have of their own, and no secrets', () => {
    expect(Object.keys(execEnvironment(nothing, minimal, caller))).toEqual(['FOO']);
  });

  test('finds the tools of the rootfs "host"', () => {
    expect(Object.keys(execEnvironment(nothing, { spec: 'host' }, caller))).toEqual(['PATH', ...tools, 'FOO']);
  });

  test('keeps what its container image sets', () => {
    const image = { spec: 'oci:x', environment: { FOO: 'image' } };
    expect(execEnvironment(nothing, image, { FOO: 'caller', BAR: '1' })).toEqual({ BAR: '1' });
  });

  test('gets what is named, secret or not, and a value that is given before all', () => {
    const options = {
      ...nothing,
      environment: { FOO: 'given', X: '1' },
      environmentPass: ['MY_TOKEN', 'PATH', 'NONE'],
    };
    const named = { PATH: "caller's PATH", MY_TOKEN: "caller's MY_TOKEN", FOO: 'given', X: '1' };
    expect(execEnvironment(options, minimal, caller)).toEqual(named);
    expect(execEnvironment({ ...options, cleanEnvironment: true }, { spec: 'host' }, caller)).toEqual(named);
    expect(execEnvironment({ ...nothing, cleanEnvironment: true }, minimal, caller)).toEqual({});
  });
});

test('other tests get only what is named', () => {
  const options = { environment: { A: '1' }, environmentPass: ['FOO', 'A'] };
  expect(addedEnvironment(options, { FOO: '', A: '0', B: '2' })).toEqual({ FOO: '', A: '1' });
});
