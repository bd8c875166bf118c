export { S as kernels } from "./rest.js";
