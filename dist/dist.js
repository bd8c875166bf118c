export { r as isDynamicPattern } from "./packages.js";
