export { r as provideAlpine } from "./rest.js";
