export { i as execa } from "./packages.js";
