// Holds what compose.yaml promises of safety against what Compose made of it: `docker compose config --format json | node compose.mjs`.
import { readFileSync } from "node:fs";

const { services, secrets = {}, networks = {} } = JSON.parse(readFileSync(0, "utf8"));
const SECRET = /password|secret|token|credential/i;

function* faultsOf(service) {
    if (!service.read_only || !service.cap_drop?.includes("ALL") || service.cap_add || service.privileged || !service.security_opt?.includes("no-new-privileges:true")) {
        yield "may get more rights, or writes to its root file system";
    }

    if (!/:[\w.-]*\d+\.\d+\.\d+[\w.-]*$/.test(service.image)) {
        yield `has the image ${service.image}, which is no version`;
    }

    for (const { host_ip, published } of service.ports ?? []) {
        if (host_ip !== "127.0.0.1") {
            yield `is open to other machines on port ${published}`;
        }
    }

    for (const [name, value] of Object.entries(service.environment ?? {})) {
        if (SECRET.test(name) && value !== `/run/secrets/${value.split("/").pop()}`) {
            yield `has ${name} as plain text`;
        }
    }

    if (!service.deploy?.resources?.limits?.memory || !service.deploy.resources.limits.cpus || !service.deploy.resources.limits.pids) {
        yield "may use all of the machine";
    }

    if (!service.build && !service.healthcheck) {
        yield "has no health check";
    }

    if (service.restart !== "unless-stopped") {
        yield "is not started again when it ends";
    }

    if (service.network_mode || service.pid || service.ipc) {
        yield "shares the host's network, processes or memory";
    }
}

const faults = Object.entries(services).flatMap(([name, service]) => [...faultsOf(service)].map(fault => `${name} ${fault}`));
faults.push(...Object.entries(secrets).filter(([, { file }]) => !file).map(([name]) => `the secret ${name} is no file`));
faults.push(...(networks.cluster?.internal ? [] : ["the network of silos and Redis leads out"]));
faults.forEach(each => console.log(each));
process.exit(faults.length === 0 ? 0 : 1);
