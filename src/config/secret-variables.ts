/**
 * Names of variables that `exec` holds back, since they may carry a secret or mean something on this machine only.
 * Upper and lower case are the same.
 */

/** What has nothing to do with secrets, though it looks so. */
const innocent =
  /TOKENI[SZ]|PASS_?THROUGH|(?:BY|COM|MULTI|SINGLE|SUR|TRES)PASS(?![A-Z])|(?:DON|HOC|HOT|JOC|MON|PUB|PUBLIC|TURN|WHIS)KEY/g;
/** Anywhere in a name. */
const parts =
  /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|CONNECTION_?STRING|WEBHOOK|KEYSTORE|KUBE_?CONFIG|DOCKER_?CONFIG_?JSON|OTLP_HEADERS|CSC_LINK/;
/** How words of a name end; in one such as `AUTHKEY` or `DBPASS` it is not a word of its own. */
const endings = ['KEY', 'KEYS', 'PASS', 'PWD', 'PW', 'PSW', 'AUTH', 'CRED', 'CREDS', 'COOKIE', 'COOKIES'];
/** Whole words of a name. */
const words = ['PAT', 'JWT', 'BEARER', 'DSN', 'AUTHORIZATION', 'NETRC', 'PFX', 'PSK', 'MNEMONIC'];
/** How names begin. */
const prefixes = ['ACTIONS_', 'AWS_', 'AZURE_', 'INPUT_', 'DBUS_', 'BW_SESSION', 'FASTLANE_SESSION', 'OP_SESSION'];
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

const secretValues = [
  // A URL with a password, or with a token in the place of a user.
  /:\/\/[^/\s:@]*:[^/\s@]+@|:\/\/[\w-]{20,}@/,
  /PRIVATE KEY(?: BLOCK)?-----/,
  // Tokens whose form is known: of GitHub, GitLab, Slack, npm, PyPI, Docker, AWS; and base64 of JSON, as in a JWT.
  /\b(?:gh[oprsu]_|github_pat_|glpat-|xox[a-z]-|npm_|pypi-|dckr_pat_|AKIA|eyJ)[\w-]{16}/,
  // A part of an address, a header or a configuration.
  /(?:\bpassword|\baccountkey|\baccesskey|\bauthorization|"auths?)["']?\s*[:=]/i,
];

/** Whether a variable may carry a secret, by its name or by its value, or leads to an agent of this machine. */
export function isSecret(name: string, value: string): boolean {
  // `npm_config_//host/:_authToken` has the words of `NPM_CONFIG_AUTH_TOKEN`.
  const whole = name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase();
  const upper = whole.replaceAll(innocent, '');
  const own = upper.split(/[^A-Z\d]+/).map((word) => word.replace(/\d+$/, ''));
  return (
    agents.includes(whole) ||
    prefixes.some((prefix) => whole.startsWith(prefix)) ||
    parts.test(upper) ||
    own.some((word) => words.includes(word) || endings.some((ending) => word.endsWith(ending))) ||
    secretValues.some((secret) => secret.test(value))
  );
}

/** The same in words, Markdown. */
export const secretsInWords = `${[
  'names that contain `TOKEN`, `SECRET`, `PASSWORD`, `PASSWD`, `PASSPHRASE`, `CREDENTIAL`, `WEBHOOK`, `CONNECTION_STRING`, `KEYSTORE`, `KUBECONFIG`, `DOCKER_CONFIG_JSON`, `OTLP_HEADERS` or `CSC_LINK`',
  `have a word that ends with ${listed(endings)} (as in \`DEPLOY_KEY\` or \`SSHPASS\`)`,
  `have the word ${listed(words)}`,
  `or begin with ${listed(prefixes)}`,
].join(
  ', ',
)}; ${listed(agents)}; and whatever has as its value a private key, a token of a known form, a URL with a password or token, or text with \`password=\`, \`Authorization:\` and the like`;

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
