export { b as makeFromPackage } from "./rest.js";
