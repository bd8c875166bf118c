export { b as takeKernel, x as takeModules, S as unpackPackage } from "./rest.js";
