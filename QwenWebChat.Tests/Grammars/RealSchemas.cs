namespace QwenWebChat.Tests.Grammars;

/// <summary>Schemas in the shapes that clients send: zod's, pydantic's, LangChain's, OpenAPI's, and those of known files.</summary>
internal static partial class RealSchemas
{
    public static IReadOnlyList<string> All => [.. Various, .. Clients, .. Files];

    private static IReadOnlyList<string> Various { get; } =
    [
        """{"type":"object","properties":{"product":{"type":"string"},"color":{"type":"string"},"memory":{"type":"string"},"budget":{"type":"number","minimum":0},"intent":{"enum":["purchase","inquiry","comparison","other"]}},"required":["product","color","memory","budget","intent"],"additionalProperties":false}""",
        """{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"sku":{"type":"string","minLength":1,"maxLength":12,"pattern":"^[A-Z]{2}\\d+$"},"qty":{"type":"integer","minimum":1,"maximum":99},"price":{"type":"number","exclusiveMinimum":0,"multipleOf":0.01},"tags":{"minItems":1,"maxItems":3,"type":"array","items":{"type":"string","enum":["a","b"]}}},"required":["sku","qty","price"],"additionalProperties":false}""",
        """{"type":"object","properties":{"when":{"type":"string","format":"date","pattern":"^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))$"}},"required":["when"],"additionalProperties":false}""",
        """{"type":"object","properties":{"id":{"type":"string","format":"uuid"},"at":{"type":"string","format":"date-time"},"ip":{"type":"string","format":"ipv4"}},"required":["id","at","ip"],"additionalProperties":false}""",
        """{"$defs":{"Address":{"properties":{"street":{"title":"Street","type":"string"},"zip":{"anyOf":[{"type":"string"},{"type":"null"}],"default":null,"title":"Zip"}},"required":["street"],"title":"Address","type":"object"}},"properties":{"name":{"title":"Name","type":"string"},"age":{"exclusiveMinimum":0,"maximum":150,"title":"Age","type":"integer"},"homes":{"items":{"$ref":"#/$defs/Address"},"title":"Homes","type":"array"}},"required":["name","age","homes"],"title":"Person","type":"object"}""",
        """{"$defs":{"Cat":{"properties":{"kind":{"const":"cat","type":"string"},"lives":{"type":"integer"}},"required":["kind","lives"],"type":"object","additionalProperties":false},"Dog":{"properties":{"kind":{"const":"dog","type":"string"},"name":{"type":"string","maxLength":20}},"required":["kind","name"],"type":"object","additionalProperties":false}},"properties":{"pet":{"oneOf":[{"$ref":"#/$defs/Cat"},{"$ref":"#/$defs/Dog"}]}},"required":["pet"],"type":"object"}""",
        """{"$defs":{"Node":{"type":"object","properties":{"value":{"type":"integer"},"children":{"type":"array","items":{"$ref":"#/$defs/Node"},"maxItems":2}},"required":["value","children"],"additionalProperties":false}},"$ref":"#/$defs/Node"}""",
        """{"type":"array","items":{"type":"object","properties":{"name":{"type":"string","maxLength":10},"score":{"type":"number","minimum":0,"maximum":1}},"required":["name","score"],"additionalProperties":false},"minItems":1,"maxItems":4}""",
        """{"type":"object","properties":{"name":{"type":"string","pattern":"^[a-z0-9-._]+$","maxLength":40},"version":{"type":"string","pattern":"^\\d+\\.\\d+\\.\\d+$"},"private":{"type":"boolean"},"dependencies":{"type":"object","additionalProperties":{"type":"string","maxLength":12}}},"required":["name","version"]}""",
        """{"type":"object","properties":{"on":{"anyOf":[{"enum":["push","pull_request"]},{"type":"array","items":{"enum":["push","pull_request"]},"minItems":1,"uniqueItems":true}]},"jobs":{"type":"object","patternProperties":{"^[_a-zA-Z][a-zA-Z0-9_-]*$":{"type":"object","properties":{"runs-on":{"type":"string","maxLength":12}},"required":["runs-on"],"additionalProperties":false}},"additionalProperties":false,"minProperties":1}},"required":["on","jobs"],"additionalProperties":false}""",
        """{"type":"object","properties":{"openapi":{"const":"3.1.0"},"paths":{"type":"object","propertyNames":{"pattern":"^/"},"additionalProperties":{"type":"object","properties":{"get":{"type":"object","properties":{"summary":{"type":"string","maxLength":20}}}}},"maxProperties":2}},"required":["openapi","paths"],"additionalProperties":false}""",
        """{"type":"object","properties":{"kind":{"enum":["card","cash"]},"number":{"type":"string","pattern":"^\\d{16}$"}},"required":["kind"],"if":{"properties":{"kind":{"const":"card"}}},"then":{"required":["number"]},"additionalProperties":false}""",
        """{"allOf":[{"type":"object","properties":{"a":{"type":"integer","multipleOf":3}},"required":["a"]},{"type":"object","properties":{"a":{"minimum":10,"maximum":40},"b":{"type":["string","null"],"maxLength":5}}}]}""",
        """{"type":"array","prefixItems":[{"type":"string","maxLength":6},{"type":"integer"}],"items":{"type":"boolean"},"minItems":2,"maxItems":5}""",
        """{"type":"array","contains":{"const":"yes"},"items":{"enum":["yes","no","maybe"]},"maxItems":5}""",
        """{"type":"array","items":{"type":"string","maxLength":3},"uniqueItems":true,"minItems":2,"maxItems":4}""",
        """{"type":"object","properties":{"host":{"type":"string","format":"hostname"},"mail":{"type":"string","format":"email"},"time":{"type":"string","format":"time"},"for":{"type":"string","format":"duration"}},"required":["mail","time","for"]}""",
        """{"type":"object","properties":{"a":{"type":"string","maxLength":4},"b":{"type":"string","maxLength":4}},"dependentRequired":{"a":["b"]},"additionalProperties":false}""",
        """{"type":["object","null"],"properties":{"x":{"type":"number","minimum":-1.5,"exclusiveMaximum":2.25}},"required":["x"],"unevaluatedProperties":false}""",
        """{"type":"string","not":{"pattern":"[0-9]"},"minLength":1,"maxLength":30}""",
        """{"enum":[{"a":[1,2,{"b":null}]},"x",3.50,true]}""",
        """{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}""",
        """{"type":"number","minimum":0.001,"maximum":0.002}""",
        """{"type":"object","additionalProperties":{"type":"array","items":{"type":"integer","minimum":0,"maximum":9},"maxItems":3},"maxProperties":3}""",
        """{"type":"object","properties":{"steps":{"type":"array","items":{"type":"object","properties":{"explanation":{"type":"string","maxLength":40},"output":{"type":"string","maxLength":40}},"required":["explanation","output"],"additionalProperties":false},"minItems":1,"maxItems":3},"final_answer":{"type":"string","maxLength":30}},"required":["steps","final_answer"],"additionalProperties":false}""",
        """{"type":"object","properties":{"location":{"type":"string","description":"The city","maxLength":30},"unit":{"type":"string","enum":["celsius","fahrenheit"]}},"required":["location"]}""",
    ];
}
