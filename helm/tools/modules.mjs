// Modules of a folder that is not among this file's parents: the checks leave nothing in the source tree.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Imports a file of a package, or the package, from the folder `modules`. */
export async function load(modules, specifier) {
    return specifier === "yaml" ? createRequire(join(modules, "x.js"))(specifier) : import(pathToFileURL(join(modules, "node_modules", `${specifier}.js`)));
}
