/** Whether an absolute path lies somewhere below a folder. Names alone count: no link is followed. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`) && path !== folder;
}

/** The same, or it is the folder. */
export function isIn(path: string, folder: string): boolean {
  return path === folder || isBelow(path, folder);
}
