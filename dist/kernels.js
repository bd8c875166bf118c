export { b as kernels } from "./rest.js";
