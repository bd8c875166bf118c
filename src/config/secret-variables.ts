/**
 * Names of variables that `exec` holds back, since they may carry a secret or mean something on this machine only.
 * Upper and lower case are the same.
 */

/** Anywhere in a name. Tokenizers have no secrets. */
const parts = /TOKEN(?!I[SZ])|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|CONNECTION_?STRING|WEBHOOK/;
/** Whole words of a name. */
const words = ['KEY', 'KEYS', 'PASS', 'PWD', 'AUTH', 'OAUTH', 'CREDS', 'PAT', 'JWT', 'BEARER', 'COOKIE', 'DSN'];
/** Kinds of key whose names are often written as one word. */
const keys = /(?:API|ACCESS|PRIVATE|SIGNING|DEPLOY|ENCRYPTION|LICENSE|HMAC|SSH|GPG)KEY|(?:SSH|ASK|DB|SMTP)PASS/;
/** How names begin. */
const prefixes = ['ACTIONS_', 'AWS_', 'AZURE_', 'INPUT_', 'DBUS_'];
/** Agents, displays and descriptors of this machine. */
const agents = [
  'SSH_AUTH_SOCK',
  'SSH_AGENT_PID',
  'GPG_AGENT_INFO',
  'GNOME_KEYRING_CONTROL',
  'KRB5CCNAME',
  'DOCKER_HOST',
  'XDG_RUNTIME_DIR',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'WAYLAND_SOCKET',
  'XAUTHORITY',
  'SESSION_MANAGER',
  'NOTIFY_SOCKET',
  'LISTEN_FDS',
  'NODE_CHANNEL_FD',
];

/** A URL with a user and a password, and a private key. */
const secretValue = /:\/\/[^/\s:@]*:[^/\s@]+@|PRIVATE KEY-----/;

/** Whether a variable may carry a secret, by its name or by its value, or leads to an agent of this machine. */
export function isSecret(name: string, value: string): boolean {
  // `npm_config_//host/:_authToken` has the words of `NPM_CONFIG_AUTH_TOKEN`.
  const upper = name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase();
  const own = upper.split(/[^A-Z\d]+/).map((word) => word.replace(/\d+$/, ''));
  return (
    agents.includes(upper) ||
    prefixes.some((prefix) => upper.startsWith(prefix)) ||
    parts.test(upper) ||
    keys.test(upper) ||
    own.some((word) => words.includes(word)) ||
    secretValue.test(value)
  );
}

/** The same in words, Markdown. */
export const secretsInWords = `${[
  'names that contain `TOKEN`, `SECRET`, `PASSWORD`, `PASSWD`, `PASSPHRASE`, `CREDENTIAL`, `WEBHOOK` or `CONNECTION_STRING`',
  `have the word ${listed(words)} (as in \`DEPLOY_KEY\`), or one such as \`APIKEY\` or \`SSHPASS\``,
  `or begin with ${listed(prefixes)}`,
].join(', ')}; ${listed(agents)}; and whatever has a private key or a URL with a password as its value`;

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
