export { v as makeFromPackage } from "./rest.js";
