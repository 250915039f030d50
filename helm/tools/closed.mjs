// Holds what the chart promises of safety against its manifests: `node closed.mjs MODULES FILE…`.
import { readFileSync } from "node:fs";
import { load } from "./modules.mjs";

const [modules, ...files] = process.argv.slice(2);
const yaml = await load(modules, "yaml");
const SECRET = /password|secret|token|credential|access_key/i;

function* faultsOfContainer({ securityContext = {}, env = [], args = [], resources = {} }) {
    const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities, privileged } = securityContext;
    if (allowPrivilegeEscalation !== false || readOnlyRootFilesystem !== true || privileged) {
        yield "may get more rights, or writes to its root file system";
    }

    if (!capabilities?.drop?.includes("ALL") || capabilities.add) {
        yield "keeps capabilities";
    }

    for (const { name, value } of env.filter(each => SECRET.test(each.name) && !/_FILE$/.test(each.name) && each.value !== undefined)) {
        yield `has ${name} as plain text (${value})`;
    }

    if (args.some(each => SECRET.test(each))) {
        yield "has a secret among its arguments";
    }

    if (!resources.requests?.cpu || !resources.requests?.memory || !resources.limits?.memory) {
        yield "says not what it needs";
    }
}

function* faultsOfPod({ securityContext = {}, automountServiceAccountToken, containers, initContainers = [], hostNetwork, hostPID, hostIPC, volumes = [] }) {
    if (securityContext.runAsNonRoot !== true || !(securityContext.runAsUser > 0)) {
        yield "may run as root";
    }

    if (securityContext.seccompProfile?.type !== "RuntimeDefault") {
        yield "may make any system call";
    }

    if (automountServiceAccountToken !== false) {
        yield "has a token for Kubernetes";
    }

    for (const { name, secret } of volumes.filter(volume => volume.secret)) {
        if ((secret.defaultMode ?? 0o644) & 0o007) {
            yield `lets every user read the secret in ${name}`;
        }
    }

    if (hostNetwork || hostPID || hostIPC || volumes.some(volume => volume.hostPath)) {
        yield "shares what is the node's";
    }

    for (const container of [...containers, ...initContainers]) {
        for (const fault of faultsOfContainer(container)) {
            yield `${container.name} ${fault}`;
        }
    }
}

function* faultsOf({ kind, spec }, all) {
    if (kind === "Secret") {
        yield "is a secret; secrets are referred to";
    }

    if (/Role/.test(kind)) {
        yield "gives rights that nobody needs";
    }

    if (kind === "Pod" || spec?.template) {
        yield* faultsOfPod(kind === "Pod" ? spec : spec.template.spec);
    }

    if (spec?.template && !all.some(each => each.kind === "NetworkPolicy" && covers(each.spec, spec.template.metadata.labels))) {
        yield "answers everybody: no network policy covers it";
    }
}

/** Whether a policy limits whom pods of these labels answer and call. */
const covers = ({ podSelector, policyTypes }, labels) =>
    policyTypes.includes("Ingress") && policyTypes.includes("Egress") && Object.entries(podSelector.matchLabels).every(([key, value]) => labels[key] === value);

let refused = 0;
let pods = 0;
for (const file of files) {
    const all = yaml.parseAllDocuments(readFileSync(file, "utf8")).map(each => each.toJSON()).filter(each => each !== null);
    for (const object of all) {
        pods += object.kind === "Pod" || object.spec?.template ? 1 : 0;
        for (const fault of faultsOf(object, all)) {
            console.error(`${file}: ${object.kind} ${object.metadata.name} ${fault}`);
            refused++;
        }
    }
}

console.log(`${pods} kinds of pods, ${refused} open`);
process.exitCode = refused > 0 || pods === 0 ? 1 : 0;
