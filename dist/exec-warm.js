export { x as execWarm } from "./rest.js";
