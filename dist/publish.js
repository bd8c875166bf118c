export { o as publishStore } from "./rest.js";
