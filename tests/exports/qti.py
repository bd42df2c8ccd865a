"""QTI items read back: an own checker of the content models of 2.1 and 3.0, and an own processor of responses.

The schemas of 1EdTech are in no package that can be installed, so the rules that concern the elements written here are
written down once more, from the information models. Names of 3.0 are read as those of 2.1.
"""

import re
import zipfile
from fractions import Fraction
from io import BytesIO
from xml.etree import ElementTree

MATHML = "{http://www.w3.org/1998/Math/MathML}"
ITEM = {"qti21": "http://www.imsglobal.org/xsd/imsqti_v2p1", "qti30": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"}
MANIFEST = {
    "qti21": "http://www.imsglobal.org/xsd/imscp_v1p1",
    "qti30": "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
}
TYPES = {
    "qti21": ("imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1"),
    "qti30": ("imsqti_item_xmlv3p0", "imsqti_test_xmlv3p0"),
}
INLINE = "strong|em|code|br|img|math|textEntryInteraction"
TEXTS = f"({INLINE}|#)*"
BLOCK = "p|table|ol|choiceInteraction|orderInteraction|matchInteraction"
STATIC = "p|table|ol"
EXPRESSION = (
    "member|baseValue|variable|correct|match|and|or|gte|lte|isNull|stringMatch|multiple|ordered|index|mapResponse|sum"
)
RULE = "setOutcomeValue|responseCondition"
MODELS = {
    "assessmentItem": "(responseDeclaration )*(outcomeDeclaration )*itemBody responseProcessing (modalFeedback )*",
    "responseDeclaration": "(correctResponse )?(mapping )?",
    "correctResponse": "(value )+",
    "mapping": "(mapEntry )+",
    "outcomeDeclaration": "(defaultValue )?",
    "defaultValue": "(value )+",
    "itemBody": f"(({BLOCK}) )*",
    "responseProcessing": f"(({RULE}) )*",
    "responseCondition": "responseIf (responseElseIf )*(responseElse )?",
    "responseIf": f"({EXPRESSION}) (({RULE}) )*",
    "responseElseIf": f"({EXPRESSION}) (({RULE}) )*",
    "responseElse": f"(({RULE}) )*",
    "setOutcomeValue": f"({EXPRESSION}) ",
    "modalFeedback": {"qti21": f"(({STATIC}) )*", "qti30": "content-body "},
    "content-body": f"(({STATIC}) )*",
    "choiceInteraction": "(simpleChoice )+",
    "orderInteraction": "(simpleChoice )+",
    "matchInteraction": "simpleMatchSet simpleMatchSet ",
    "simpleMatchSet": "(simpleAssociableChoice )+",
    "and": f"(({EXPRESSION}) )+",
    "or": f"(({EXPRESSION}) )+",
    "match": f"({EXPRESSION}) ({EXPRESSION}) ",
    "member": f"({EXPRESSION}) ({EXPRESSION}) ",
    "gte": f"({EXPRESSION}) ({EXPRESSION}) ",
    "lte": f"({EXPRESSION}) ({EXPRESSION}) ",
    "stringMatch": f"({EXPRESSION}) ({EXPRESSION}) ",
    "isNull": f"({EXPRESSION}) ",
    "index": f"({EXPRESSION}) ",
    "multiple": f"(({EXPRESSION}) )+",
    "ordered": f"(({EXPRESSION}) )+",
    "sum": f"(({EXPRESSION}|testVariables) )+",
    "ol": "(li )+",
    "table": "(caption )?(thead )?(tbody )+",
    "thead": "(tr )+",
    "tbody": "(tr )+",
    "tr": "((th|td) )+",
    "assessmentTest": "(outcomeDeclaration )*testPart outcomeProcessing ",
    "testPart": "itemSessionControl (assessmentSection )+",
    "assessmentSection": "(selection ordering )?(assessmentItemRef )+",
    "outcomeProcessing": "setOutcomeValue ",
    "manifest": "metadata organizations resources ",
    "metadata": "schema schemaversion ",
    "resources": "(resource )+",
    "resource": "(file )+(dependency )*",
}
"""Children by name; elements that are not here have none."""
MIXED = {
    "p": TEXTS, "strong": TEXTS, "em": TEXTS, "code": TEXTS, "td": f"({INLINE}|{BLOCK}|#)*", "th": TEXTS, "li": TEXTS,
    "caption": TEXTS, "simpleChoice": TEXTS, "simpleAssociableChoice": TEXTS,
}  # fmt: skip
"""Words and children."""
WORDS = {"value", "baseValue", "schema", "schemaversion"}
ATTRIBUTES = {
    "assessmentItem": "identifier title adaptive timeDependent",
    "responseDeclaration": "identifier cardinality baseType",
    "outcomeDeclaration": "identifier cardinality baseType normalMaximum? normalMinimum?",
    "mapping": "lowerBound upperBound defaultValue",
    "mapEntry": "mapKey mappedValue",
    "choiceInteraction": "responseIdentifier shuffle maxChoices",
    "orderInteraction": "responseIdentifier shuffle",
    "matchInteraction": "responseIdentifier shuffle maxAssociations",
    "textEntryInteraction": "responseIdentifier expectedLength",
    "simpleChoice": "identifier",
    "simpleAssociableChoice": "identifier matchMax",
    "setOutcomeValue": "identifier",
    "variable": "identifier",
    "correct": "identifier",
    "mapResponse": "identifier",
    "testVariables": "variableIdentifier",
    "baseValue": "baseType",
    "index": "n",
    "stringMatch": "caseSensitive",
    "modalFeedback": "outcomeIdentifier identifier showHide",
    "img": "src alt",
    "th": "scope",
    "assessmentTest": "identifier title",
    "testPart": "identifier navigationMode submissionMode",
    "itemSessionControl": "maxAttempts showFeedback showSolution",
    "assessmentSection": "identifier title visible",
    "selection": "select",
    "ordering": "shuffle",
    "assessmentItemRef": "identifier href",
    "manifest": "identifier",
    "resource": "identifier type href",
    "file": "href",
    "dependency": "identifierref",
}
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def camel(name):
    return re.sub(r"-(.)", lambda m: m[1].upper(), name)


class Element:
    """An element under its name in 2.1."""

    def __init__(self, found, format, namespace):
        self.math = found.tag.startswith(MATHML)
        if self.math:
            self.name = found.tag.removeprefix(MATHML)
        else:
            assert found.tag.startswith(f"{{{namespace}}}"), found.tag
            raw = found.tag.partition("}")[2]
            ours = raw.startswith("qti-")
            if format == "qti30" and raw != "qti-content-body":
                html = raw in MIXED.keys() | {"p", "ol", "table", "thead", "tbody", "tr", "br", "img"}
                assert ours or html or namespace == MANIFEST["qti30"], raw
            self.name = "content-body" if raw == "qti-content-body" else camel(raw.removeprefix("qti-"))
        xsi = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
        self.attributes = {camel(key): value for key, value in found.attrib.items() if key != xsi}
        self.text = found.text or ""
        self.children = [Element(child, format, namespace) for child in found]
        self.tails = [child.tail or "" for child in found]

    def all(self, name):
        return [each for child in self.children for each in ([child] if child.name == name else []) + child.all(name)]

    def one(self, name):
        (found,) = (child for child in self.children if child.name == name)
        return found

    def __getitem__(self, key):
        return self.attributes[key]


def held(element, format):
    """Whether an element and all in it obey the content models."""
    if element.math:
        return
    name = element.name
    wanted = ATTRIBUTES.get(name, "").split()
    known = {key.rstrip("?") for key in wanted}
    needed = {key for key in wanted if not key.endswith("?")}
    if name == "resource" and "dependency" in {child.name for child in element.children}:
        assert element.children
    assert needed <= set(element.attributes) <= known, (name, element.attributes)
    words = element.text.strip() or any(tail.strip() for tail in element.tails)
    if name in MIXED:
        for child in element.children:
            assert re.fullmatch(MIXED[name], child.name), f"{child.name} in {name}"
    elif name in WORDS:
        assert not element.children and element.text
    else:
        assert not words, f"words in {name}: {element.text}{element.tails}"
        model = MODELS.get(name, "")
        model = model if isinstance(model, str) else model[format]
        line = "".join(f"{child.name} " for child in element.children)
        assert re.fullmatch(model, line), f"{name}: {line}"
    for key in ("identifier", "responseIdentifier", "outcomeIdentifier"):
        assert IDENTIFIER.fullmatch(element.attributes.get(key, "x")), element.attributes
    for child in element.children:
        held(child, format)


def package(body, format):
    """The items by identifier, after the whole package was held to its rules; and the test."""
    archive = zipfile.ZipFile(BytesIO(body))
    assert archive.testzip() is None
    files = {name: archive.read(name) for name in archive.namelist()}
    manifest = Element(ElementTree.fromstring(files["imsmanifest.xml"]), format, MANIFEST[format])
    held(manifest, format)
    listed = {file["href"] for file in manifest.all("file")}
    assert listed | {"imsmanifest.xml"} == set(files)
    resources = {each["identifier"]: each for each in manifest.all("resource")}
    assert {each["identifierref"] for each in manifest.all("dependency")} == resources.keys() - {"test"}
    items = {}
    for id, resource in resources.items():
        assert resource["type"] == TYPES[format][id == "test"]
        root = Element(ElementTree.fromstring(files[resource["href"]]), format, ITEM[format])
        held(root, format)
        if id == "test":
            test = root
        else:
            items[id] = root
            named(root)
            pictures = {f"items/{image['src']}" for image in root.all("img")}
            assert pictures | {resource["href"]} == {file["href"] for file in resource.all("file")}
            assert all(files[name].startswith(b"<svg ") for name in pictures)
            assert all(image["alt"] for image in root.all("img"))
    assert [ref["identifier"] for ref in test.all("assessmentItemRef")] == list(items)
    for ref in test.all("assessmentItemRef"):
        assert ref["href"] == resources[ref["identifier"]]["href"]
    return items, test


def named(item):
    """Whether every identifier that is used is declared, once."""
    responses = [each["identifier"] for each in item.all("responseDeclaration")]
    outcomes = [each["identifier"] for each in item.all("outcomeDeclaration")]
    assert len({*responses, *outcomes}) == len(responses) + len(outcomes)
    interactions = [
        each["responseIdentifier"]
        for name in ("choiceInteraction", "orderInteraction", "matchInteraction", "textEntryInteraction")
        for each in item.all(name)
    ]
    assert sorted(interactions) == sorted(responses)
    assert {each["identifier"] for each in item.all("variable")} <= {*responses, *outcomes}
    assert {each["identifier"] for each in item.all("setOutcomeValue")} <= set(outcomes)
    assert {each["outcomeIdentifier"] for each in item.all("modalFeedback")} <= set(outcomes)
    for interaction in (*item.all("choiceInteraction"), *item.all("orderInteraction"), *item.all("matchInteraction")):
        names = ("simpleChoice", "simpleAssociableChoice")
        ids = [each["identifier"] for name in names for each in interaction.all(name)]
        assert len(set(ids)) == len(ids)


class Session:
    """One attempt at an item: responses in, outcomes out."""

    def __init__(self, item, responses):
        self.declared = {each["identifier"]: each for each in item.all("responseDeclaration")}
        self.values = {id: self.read(id, responses.get(id)) for id in self.declared}
        for outcome in item.all("outcomeDeclaration"):
            value = outcome.all("value")
            self.values[outcome["identifier"]] = self.typed(outcome["baseType"], value[0].text) if value else None
        self.rules(item.one("responseProcessing").children)
        shown = [
            each
            for each in item.all("modalFeedback")
            if self.values[each["outcomeIdentifier"]] == each["identifier"] != "solution"
        ]
        self.feedback = [each["identifier"] for each in shown]
        self.score = float(self.values["SCORE"])
        self.most = float(self.values["MAXSCORE"])

    def read(self, id, given):
        base, cardinality = self.declared[id]["baseType"], self.declared[id]["cardinality"]
        if given in (None, [], ""):
            return None
        if cardinality == "single":
            return self.typed(base, given)
        values = [self.typed(base, each) for each in given]
        return values if cardinality == "ordered" else sorted(values)

    @staticmethod
    def typed(base, text):
        return Fraction(text) if base == "float" else text

    def rules(self, rules):
        for rule in rules:
            if rule.name == "setOutcomeValue":
                self.values[rule["identifier"]] = self.value(rule.children[0])
                continue
            for branch in rule.children:
                test = [] if branch.name == "responseElse" else branch.children[:1]
                if not test or self.value(test[0]) is True:
                    self.rules(branch.children[len(test) :])
                    break

    def value(self, node):
        inside = (
            [] if node.name in ("variable", "correct", "baseValue") else [self.value(each) for each in node.children]
        )
        match node.name:
            case "baseValue":
                return self.typed(node["baseType"], node.text)
            case "variable":
                return self.values[node["identifier"]]
            case "correct":
                declared = self.declared[node["identifier"]]
                values = [
                    self.typed(declared["baseType"], each.text) for each in declared.one("correctResponse").children
                ]
                if declared["cardinality"] == "single":
                    return values[0]
                return values if declared["cardinality"] == "ordered" else sorted(values)
            case "isNull":
                return inside[0] is None
            case "and":
                return False if False in inside else None if None in inside else True
            case "or":
                return True if True in inside else None if None in inside else False
            case "multiple":
                return sorted(inside)
            case "ordered":
                return inside
            case "sum":
                return sum(inside)
            case "mapResponse":
                return self.mapped(node["identifier"])
        if None in inside:
            return None
        match node.name:
            case "match":
                return inside[0] == inside[1]
            case "member":
                return inside[0] in inside[1]
            case "gte":
                return inside[0] >= inside[1]
            case "lte":
                return inside[0] <= inside[1]
            case "stringMatch":
                same = inside if node["caseSensitive"] == "true" else [each.lower() for each in inside]
                return same[0] == same[1]
            case "index":
                n = int(node["n"])
                return inside[0][n - 1] if n <= len(inside[0]) else None
        raise AssertionError(node.name)

    def mapped(self, id):
        mapping = self.declared[id].one("mapping")
        worth = {each["mapKey"]: Fraction(each["mappedValue"]) for each in mapping.children}
        default = Fraction(mapping["defaultValue"])
        total = sum((worth.get(each, default) for each in self.values[id] or ()), Fraction(0))
        return min(max(total, Fraction(mapping["lowerBound"])), Fraction(mapping["upperBound"]))
