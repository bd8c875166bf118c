import { expect, test } from 'vitest';
import { mergeFragments, parseConfig } from '../../../src/kernel/compile/fragment.ts';
import { findDropped } from '../../../src/kernel/kconfig/dropped.ts';
import { readSymbols } from '../../../src/kernel/kconfig/symbols.ts';

const files: Record<string, string> = {
  Kconfig: `
mainmenu "Linux"
source "arch/$(SRCARCH)/Kconfig"
source "arch/$(HEADER_ARCH)/um/Kconfig"
source "net/Kconfig"
source "missing/Kconfig"
`,
  'arch/um/Kconfig': `
config UML
	bool
	default y
	select TTY
	select EPHEMERAL # like hostfs before 6.5

config TTY
	bool "Terminals" if EXPERT

config EPHEMERAL
	bool

config MODULES
	bool "Modules"

config LANDLOCK
	bool "Landlock support"
	depends on SECURITY && !EPHEMERAL
	help
	  Text in which words of the language stand:
	  config NOT_A_SYMBOL
	  depends on NONSENSE

	  After an empty line too.

config SECURITY
	bool "Security"
`,
  'arch/x86/um/Kconfig': `
config SUBARCH_ONLY
	def_bool y
`,
  'net/Kconfig': `
menuconfig NET
	bool "Networking"

if NET

menu "Cards"
	depends on CARDS

config VECTOR
	bool "Vector"
	depends on \\
		FAST || \\
		FASTER

endmenu

config SIM
	tristate "Simulation"

config LOG_SHIFT
	int "Log"
	range 12 25

choice
	prompt "Ticks"

config TICKS_PERIODIC
	bool "periodic"

config TICKS_IDLE
	bool "idle"

endchoice

endif # NET

config AFTER
	bool "After the if"

config TWICE
	bool "here"
	depends on A && B

config TWICE
	bool "there"
	depends on A
`,
};

const symbols = readSymbols((path) => files[path], { SRCARCH: 'um', HEADER_ARCH: 'x86' });
const everywhere = new Set([...symbols.definitions.keys(), 'KVM']);

/** The reasons by symbol, of wishes against a .config. */
function dropped(wishes: string, config: string, ours = false) {
  const wanted = mergeFragments([{ name: 'my.config', ours, text: wishes }]);
  const found = findDropped(wanted, parseConfig(config), symbols, everywhere);
  return Object.fromEntries(found.map(({ wanted: { symbol }, reason }) => [symbol, reason]));
}

test('what came to be is not listed', () => {
  const config = 'CONFIG_NET=y\nCONFIG_SIM=m\nCONFIG_LOG_SHIFT=0x10\n';
  expect(dropped('CONFIG_NET=y\nCONFIG_SIM=m\nCONFIG_LOG_SHIFT=16\n# CONFIG_VECTOR is not set', config)).toEqual({});
});

test.each([
  [
    'a dependency of its own',
    'CONFIG_LANDLOCK=y',
    'CONFIG_EPHEMERAL=y',
    'needs SECURITY, which is not set and !EPHEMERAL, but EPHEMERAL is set',
  ],
  [
    'an if, a menu, and alternatives',
    'CONFIG_VECTOR=y',
    '',
    'needs NET, which is not set and CARDS, which is not set and "FAST || FASTER"',
  ],
  ['only what is missing', 'CONFIG_VECTOR=y', 'CONFIG_NET=y\nCONFIG_CARDS=y\n', 'needs "FAST || FASTER"'],
  ['a prompt that only experts see', 'CONFIG_TTY=y', '', 'needs EXPERT, which is not set'],
  ['a module where there are none', 'CONFIG_SIM=m', 'CONFIG_NET=y\n', 'needs MODULES, which is not set'],
  [
    'a number outside its range',
    'CONFIG_LOG_SHIFT=99',
    'CONFIG_NET=y\nCONFIG_LOG_SHIFT=17\n',
    'is 17 instead of 99; its range is 12 25',
  ],
  [
    'another member of a choice',
    'CONFIG_TICKS_PERIODIC=y',
    'CONFIG_NET=y\nCONFIG_TICKS_IDLE=y\n',
    'excludes CONFIG_TICKS_IDLE, which is set: one of a choice',
  ],
  ['no prompt, but selectors', 'CONFIG_EPHEMERAL=y', '', 'cannot be set by itself, only by what selects it: UML'],
  [
    'no prompt and nobody selects it',
    'CONFIG_SUBARCH_ONLY=y',
    '',
    'cannot be set: it has no prompt, the kernel decides by itself',
  ],
  ['unset, but selected', 'CONFIG_TTY=n', 'CONFIG_TTY=y\nCONFIG_UML=y\n', 'is selected by UML'],
  ['the easier of two definitions', 'CONFIG_TWICE=y', '', 'needs A, which is not set'],
  ['another architecture’s', 'CONFIG_KVM=y', '', 'is not for User Mode Linux: only other architectures have it'],
  ['a typo', 'CONFIG_LANDLOK=y', '', 'no such symbol in this version; did you mean CONFIG_LANDLOCK?'],
  [
    'a typo in what is to be unset',
    '# CONFIG_LANDLOKC is not set',
    '',
    'no such symbol in this version; did you mean CONFIG_LANDLOCK?',
  ],
  ['a name unlike any other', 'CONFIG_QUANTUM_TELEPORTER=y', '', 'no such symbol in this version'],
])('%s', (_, wish, config, reason) => {
  expect(Object.values(dropped(wish, config))).toEqual([reason]);
});

test('of our own fragments, what this version does not know is said without a guess', () => {
  expect(dropped('CONFIG_LANDLOK=y\n# CONFIG_EMBEDDED is not set', '', true)).toEqual({
    LANDLOK: 'no such symbol in this version',
  });
});

test('help text is no Kconfig, and what follows an endif is free of its condition', () => {
  expect(symbols.definitions.has('NOT_A_SYMBOL')).toBe(false);
  expect(symbols.definitions.get('LANDLOCK')![0]!.depends).toHaveLength(1);
  expect(symbols.definitions.get('AFTER')![0]!.depends).toEqual([]);
});
