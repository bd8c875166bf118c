import { execa } from 'execa';

/** For kernels that come ready-made, and so are not booted before they are used. */
export const noBoots = { checkBoots: () => Promise.reject(new Error('nothing is to be booted here')) };

/** For kernels that are none: they boot by running to their end. */
export const runs = {
  checkBoots: async (executable: string): Promise<void> => {
    await execa(executable);
  },
};
