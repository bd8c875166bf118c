export { p as busyboxInStore } from "./rest.js";
