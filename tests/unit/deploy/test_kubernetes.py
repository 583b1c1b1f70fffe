"""The Kustomize base: each manifest of its kind's form, rendered, and its parts fit one another."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.unit.deploy.tools import DEPLOY, loaded, program, ran

BASE = DEPLOY / "kubernetes"
VERSION = "1.32"


def manifests() -> list[dict[str, Any]]:
    names = loaded(BASE / "kustomization.yaml")["resources"]
    return [loaded(BASE / name) for name in [*names, "secret.example.yaml"]]


@pytest.mark.parametrize("manifest", manifests(), ids=lambda one: one["kind"])
def test_a_manifest_has_the_form_of_its_kind(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, VERSION, strict=True)


def test_the_validator_would_tell() -> None:
    wrong = {"apiVersion": "v1", "kind": "Service", "metadata": {}, "spec": {"prots": []}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSION, strict=True)


def test_no_manifest_is_left_out() -> None:
    named = loaded(BASE / "kustomization.yaml")["resources"]
    apart = {"kustomization.yaml", "secret.example.yaml"}
    assert sorted(named) == sorted({one.name for one in BASE.iterdir()} - apart)


def rendered() -> list[dict[str, Any]]:
    """Return what Kustomize makes of the base, as far as the base uses it: for want of the tool."""
    base = loaded(BASE / "kustomization.yaml")
    (labels,), (image,) = base["labels"], base["images"]
    built = [deepcopy(loaded(BASE / name)) for name in base["resources"]]
    for one in built:
        if one["kind"] != "Namespace":
            one["metadata"]["namespace"] = base["namespace"]
        made_of = [one]
        template = one.get("spec", {}).get("template")
        if template and labels["includeTemplates"]:
            made_of += [template, *one["spec"].get("volumeClaimTemplates", ())]
            for container in template["spec"]["containers"]:
                if container["image"].partition(":")[0] == image["name"]:
                    container["image"] = f"{image['newName']}:{image['newTag']}"
        for part in made_of:
            part["metadata"]["labels"] = part["metadata"].get("labels", {}) | labels["pairs"]
    return built


def by_name(built: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {f"{one['kind']}/{one['metadata']['name']}": one for one in built}


def test_the_base_renders() -> None:
    built = rendered()
    assert len(built) == len(manifests()) - 1
    for one in built:
        kubernetes_validate.validate(one, VERSION, strict=True)
        assert one["metadata"].get("namespace", "scenario-bot") == "scenario-bot"
    (container,) = by_name(built)["StatefulSet/scenario-bot"]["spec"]["template"]["spec"][
        "containers"
    ]
    assert container["image"].startswith("registry.example/")


@pytest.mark.parametrize("words", [("kubectl", "kustomize"), ("kustomize", "build")])
def test_kustomize_renders_the_same(words: tuple[str, str]) -> None:
    found = ran(program(words[0]), words[1], "deploy/kubernetes")
    assert found.returncode == 0, found.stderr
    assert by_name(yaml.safe_load_all(found.stdout)) == by_name(rendered())


def test_several_processes_are_the_base_and_what_sharing_needs() -> None:
    found = ran(program("kubectl"), "kustomize", "deploy/kubernetes-shared")
    assert found.returncode == 0, found.stderr
    built = {one["kind"]: one for one in yaml.safe_load_all(found.stdout)}
    assert len(built) == len(manifests()) - 1
    for one in built.values():
        kubernetes_validate.validate(one, VERSION, strict=True)
    settings = built["ConfigMap"]["data"]
    assert (settings["SCENARIO_BOT_SHARED"], settings["SCENARIO_BOT_STORAGE"]) == ("1", "")
    assert settings["SCENARIO_BOT_HTTP"] == "0.0.0.0:8080"
    spec = built["StatefulSet"]["spec"]
    assert spec["replicas"] > 1
    (container,) = spec["template"]["spec"]["containers"]
    assert container["securityContext"] == pod()["containers"][0]["securityContext"]
    # Answers under way may take ten seconds, and handing over takes its time too.
    assert spec["template"]["spec"]["terminationGracePeriodSeconds"] >= 30


@pytest.mark.parametrize("name", ["configmap.yaml", "statefulset.yaml"])
def test_a_patch_is_of_something_in_the_base_and_of_its_form(name: str) -> None:
    patch, base = loaded(DEPLOY / "kubernetes-shared" / name), loaded(BASE / name)
    assert (patch["kind"], patch["metadata"]["name"]) == (base["kind"], base["metadata"]["name"])
    kubernetes_validate.validate(_laid_over(base, patch), VERSION, strict=True)


def _laid_over(base: Any, patch: Any) -> Any:
    """Return what a patch without lists of the base makes of it."""
    if not isinstance(base, dict) or not isinstance(patch, dict):
        return patch
    both = {**base, **patch}
    return {key: _laid_over(base[key], one) if key in base else one for key, one in both.items()}


def pod() -> dict[str, Any]:
    stateful = loaded(BASE / "statefulset.yaml")["spec"]
    assert stateful["replicas"] == 1  # several need what ../kubernetes-shared lays over it
    return dict(stateful["template"]["spec"])


def test_the_pod_meets_what_the_namespace_enforces() -> None:
    """The rules of the restricted Pod Security Standard, and a root that cannot be written."""
    enforced = loaded(BASE / "namespace.yaml")["metadata"]["labels"]
    assert enforced["pod-security.kubernetes.io/enforce"] == "restricted"
    found = pod()
    assert found["securityContext"]["runAsNonRoot"] is True
    assert found["securityContext"]["runAsUser"] == 10001
    assert found["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(found)
    assert found["automountServiceAccountToken"] is False
    (container,) = found["containers"]
    shut = container["securityContext"]
    assert shut["allowPrivilegeEscalation"] is False
    assert shut["capabilities"] == {"drop": ["ALL"]}
    assert shut["readOnlyRootFilesystem"] is True
    assert {next(iter(set(one) - {"name"})) for one in found["volumes"]} <= {"emptyDir", "secret"}
    assert {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container)


def test_selectors_ports_and_names_fit_one_another() -> None:
    by_kind = {one["kind"]: one for one in manifests()}
    labels = by_kind["StatefulSet"]["spec"]["template"]["metadata"]["labels"]
    assert by_kind["Service"]["spec"]["selector"] == labels
    for kind in ("StatefulSet", "PodDisruptionBudget"):
        assert by_kind[kind]["spec"]["selector"]["matchLabels"] == labels
    assert by_kind["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels
    (container,) = pod()["containers"]
    (port,) = container["ports"]
    settings = by_kind["ConfigMap"]["data"]
    assert settings["SCENARIO_BOT_HTTP"] == f"0.0.0.0:{port['containerPort']}"
    assert by_kind["Service"]["spec"]["ports"][0]["targetPort"] == port["name"]
    mounts = {one["name"]: one["mountPath"] for one in container["volumeMounts"]}
    assert settings["SCENARIO_BOT_SECRETS"] == mounts["secrets"]
    assert settings["SCENARIO_BOT_STORAGE"].startswith(mounts["data"])
    assert settings["SCENARIO_BOT_CACHE"].startswith(mounts["data"])
