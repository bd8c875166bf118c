export { u as packBusybox } from "./rest.js";
