export { p as kernels } from "./rest.js";
