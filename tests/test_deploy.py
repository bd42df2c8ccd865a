"""What is shipped for running it: the compose file, the proxy, the manifests, the alerts agree with the code."""

import re
from functools import cache

import pytest
import yaml

from service.app import create_app
from service.config import Settings, variables
from tests.test_docs import ROOT, tables

DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
NAMES = {name for name, *_ in variables()}
PROXY = (DEPLOY / "Caddyfile").read_text()


@cache
def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


@cache
def manifests():
    """Every manifest that kustomize applies, by kind, and the example of a secret."""
    listed = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    found = [
        each
        for name in [*listed, "secret.example.yaml"]
        for each in yaml.safe_load_all((KUBERNETES / name).read_text())
    ]
    assert {file.name for file in KUBERNETES.glob("*.yaml")} == {*listed, "kustomization.yaml", "secret.example.yaml"}
    assert len({each["kind"] for each in found}) == len(found)
    return {each["kind"]: each for each in found}


@cache
def paths():
    return {route.path for route in create_app(Settings()).routes if hasattr(route, "path")} | {
        path for path in create_app(Settings()).openapi()["paths"]
    }


def pods():
    return {kind: manifests()[kind]["spec"]["template"]["spec"] for kind in ("Deployment", "Job")}


# compose.yaml ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["service-1", "service-2", "migration"])
def test_settings_of_the_compose_file_exist(name):
    given = compose()[name]["environment"]
    assert set(given) <= NAMES
    settings = {key.removeprefix("PROBLEMBANK_").lower(): value for key, value in given.items() if "${" not in value}
    assert Settings(**settings).migrate is False


def test_the_replicas_start_after_the_migration_and_the_proxy_after_them():
    services = compose()
    replicas = {name for name in services if name.startswith("service-")}
    assert len(replicas) == 2
    for name in replicas:
        assert services[name]["depends_on"] == {"migration": {"condition": "service_completed_successfully"}}
        assert "/readyz" in " ".join(services[name]["healthcheck"]["test"])
        assert "ports" not in services[name]  # only the proxy is reached from outside
        assert (
            services[name]["volumes"] == services["service-1"]["volumes"]
        )  # sheets printed by one are read from the other
    assert services["migration"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["migration"]["command"] == ["problembank", "db", "upgrade"]
    assert services["proxy"]["depends_on"] == {name: {"condition": "service_healthy"} for name in replicas}


@pytest.mark.parametrize("name", ["proxy", "service-1", "service-2", "migration"])
def test_containers_may_do_little(name):
    service = compose()[name]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_there_is_time_to_stop():
    replica = compose()["service-1"]
    drain = float(replica["environment"]["PROBLEMBANK_DRAIN_S"])
    assert drain + 20 < seconds(replica["stop_grace_period"]) <= 30
    assert seconds(proxy("health_interval")) + seconds(proxy("health_timeout")) <= drain


def test_the_database_bears_the_connections_of_both_replicas():
    most = int(compose()["database"]["command"][-1].removeprefix("max_connections="))
    assert most >= 2 * (30 + 8) * 2  # while one is replaced there may be twice as many


# The proxy ---------------------------------------------------------------------------------------------------------


def proxy(name):
    (found,) = re.findall(rf"^\s*{name} (.+)$", PROXY, re.M)
    return found


def seconds(text):
    return float(re.fullmatch(r"([\d.]+)s", text)[1])


def test_the_proxy_asks_who_is_ready_and_hides_the_metrics():
    assert proxy("health_uri") in paths() and proxy("health_status") == "200"
    assert "respond /metrics 404" in PROXY and "/metrics" in paths()
    default = re.search(r"UPSTREAMS:([^}]+)}", PROXY)[1]
    assert default == compose()["proxy"]["environment"]["UPSTREAMS"]
    assert {each.partition(":")[0] for each in default.split()} <= set(compose())


def test_the_proxy_lets_through_what_the_service_takes_and_little_more():
    size = int(re.fullmatch(r"(\d+)KB", proxy("max_size"))[1]) * 1_000
    assert Settings().batch_kb << 10 <= size <= 1.1 * (Settings().batch_kb << 10)


def test_connections_are_given_up_by_the_proxy_before_the_service_does():
    serve = (ROOT / "service" / "cli" / "operations.py").read_text()
    assert seconds(proxy("keepalive")) < int(re.search(r"timeout_keep_alive=(\d+)", serve)[1])


def test_lost_requests_are_not_repeated_by_the_proxy():
    """Whether a POST had its effect only its Idempotency-Key can tell."""
    assert "lb_retry_match" not in PROXY and "lb_try_duration" in PROXY


# Kubernetes --------------------------------------------------------------------------------------------------------


def test_settings_of_the_manifests_exist_and_can_be_used():
    config, secret = manifests()["ConfigMap"]["data"], manifests()["Secret"]["stringData"]
    assert {*config, *secret} <= NAMES and not {*config} & {*secret}
    given = {
        key.removeprefix("PROBLEMBANK_").lower() if key != "DATABASE_URL" else "database_url": value
        for key, value in (config | secret).items()
    }
    settings = Settings(**given)
    assert settings.migrate is False and not settings.on_sqlite
    for pod in pods().values():
        (container,) = pod["containers"]
        assert {next(iter(each.values()))["name"] for each in container["envFrom"]} == {"problembank"}


def test_secrets_are_examples_and_not_applied():
    listed = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())["resources"]
    assert "secret.example.yaml" not in listed
    assert all("change-me" in value for value in manifests()["Secret"]["stringData"].values())


@pytest.mark.parametrize("kind", ["Deployment", "Job"])
def test_pods_are_restricted(kind):
    pod = pods()[kind]
    assert (
        pod["automountServiceAccountToken"] is False
        and pod["serviceAccountName"] == manifests()["ServiceAccount"]["metadata"]["name"]
    )
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip
    assert (
        container["resources"]["requests"].keys() == {"cpu", "memory"} and "memory" in container["resources"]["limits"]
    )
    user = re.search(r"--uid (\d+)", (ROOT / "Dockerfile").read_text())[1]
    assert pod["securityContext"]["runAsUser"] == int(user)
    mounted = {each["name"] for each in container["volumeMounts"]}
    assert mounted == {each["name"] for each in pod["volumes"]}


def test_probes_ask_paths_that_exist_on_the_port_that_is_served():
    pod = pods()["Deployment"]
    (container,) = pod["containers"]
    ports = {each["name"]: each["containerPort"] for each in container["ports"]}
    assert container["args"][-1] == str(ports["http"])
    for probe, path in (("startupProbe", "/healthz"), ("readinessProbe", "/readyz"), ("livenessProbe", "/healthz")):
        assert container[probe]["httpGet"] == {"path": path, "port": "http"}
        assert path in paths()
    notes = manifests()["Deployment"]["spec"]["template"]["metadata"]["annotations"]
    assert notes["prometheus.io/port"] == str(ports["http"]) and notes["prometheus.io/path"] in paths()
    (port,) = manifests()["Service"]["spec"]["ports"]
    assert port["targetPort"] in ports
    (rule,) = manifests()["NetworkPolicy"]["spec"]["ingress"]
    assert {each["port"] for each in rule["ports"]} <= ports.keys()


def test_there_is_time_to_stop_in_kubernetes():
    drain = float(manifests()["ConfigMap"]["data"]["PROBLEMBANK_DRAIN_S"])
    pod = pods()["Deployment"]
    assert pod["terminationGracePeriodSeconds"] > drain + 20
    probe = pod["containers"][0]["readinessProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] < drain


def test_what_selects_finds_the_pods():
    template = manifests()["Deployment"]["spec"]["template"]["metadata"]["labels"]
    for selector in (
        manifests()["Deployment"]["spec"]["selector"]["matchLabels"],
        manifests()["Service"]["spec"]["selector"],
        manifests()["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
    ):
        assert selector.items() <= template.items()
    (chosen,) = manifests()["NetworkPolicy"]["spec"]["podSelector"]["matchExpressions"]
    job = manifests()["Job"]["spec"]["template"]["metadata"]["labels"]
    assert {template[chosen["key"]], job[chosen["key"]]} == set(chosen["values"])
    target = manifests()["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", manifests()["Deployment"]["metadata"]["name"])
    claimed = [
        each["persistentVolumeClaim"]["claimName"]
        for each in pods()["Deployment"]["volumes"]
        if "persistentVolumeClaim" in each
    ]
    assert claimed == [manifests()["PersistentVolumeClaim"]["metadata"]["name"]]
    assert manifests()["PersistentVolumeClaim"]["spec"]["accessModes"] == ["ReadWriteMany"]
    budget = manifests()["PodDisruptionBudget"]["spec"]["maxUnavailable"]
    assert budget < manifests()["HorizontalPodAutoscaler"]["spec"]["minReplicas"]


# Alerts ------------------------------------------------------------------------------------------------------------


def test_alerts_ask_for_metrics_that_there_are():
    rows = {name for _, name, *_ in tables(ROOT / "docs" / "operations.md", "| metric | labels | what it counts |")}
    (group,) = yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"]
    for rule in group["rules"]:
        asked = {re.sub(r"_bucket$", "", name) for name in re.findall(r"problembank_\w+", rule["expr"])}
        assert asked and asked <= rows, rule["alert"]
        assert rule["annotations"]["summary"] and rule["labels"]["severity"] in ("page", "ticket")
