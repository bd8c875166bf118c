import { delimiter, join } from 'node:path';

/** Variables that say where a tool has what it needs, and where that is in a home unless they say so. */
const toolVariables = {
  CARGO_HOME: '.cargo',
  RUSTUP_HOME: '.rustup',
  GOPATH: 'go',
  GOROOT: undefined,
  VIRTUAL_ENV: undefined,
  CONDA_PREFIX: undefined,
  JAVA_HOME: undefined,
  PYENV_ROOT: '.pyenv',
  RBENV_ROOT: '.rbenv',
  NVM_DIR: '.nvm',
  ASDF_DATA_DIR: '.asdf',
  VOLTA_HOME: '.volta',
  SDKMAN_DIR: '.sdkman',
} as const;

/** They are true in the rootfs `host` alone. */
export const toolVariableNames: readonly string[] = Object.keys(toolVariables);

export interface ToolFolders {
  /** Absolute paths; they need not exist. */
  folders: string[];
  /** What says where they are, since the guest has another home. */
  environment: Record<string, string>;
}

/**
 * Where the caller's tools are: the folders on the PATH, and those of languages and of managers of their versions, whose
 * programs on the PATH need what lies elsewhere in them.
 * @param exists whether there is a folder at a path
 */
export function toolFolders(
  environment: Record<string, string | undefined>,
  home: string,
  exists: (path: string) => boolean,
): ToolFolders {
  const found = Object.entries(toolVariables).flatMap(([name, usual]) => {
    const value = environment[name] || (usual && join(home, usual));
    return value?.split(delimiter).some(exists) ? [[name, value] as const] : [];
  });
  const paths = [environment.PATH ?? '', ...found.map(([, value]) => value)];
  return {
    folders: paths.flatMap((value) => value.split(delimiter)).filter((path) => path.startsWith('/')),
    environment: Object.fromEntries(found),
  };
}
