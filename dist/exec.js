export { t as exec } from "./run.js";
