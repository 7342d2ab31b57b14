using QwenWebChat.Tests.Documents.Extraction.Epub;

namespace QwenWebChat.Tests.Documents.Extraction.Office;

/// <summary>Office files written as plain XML: what the format's own library cannot write, and what other programs write otherwise.</summary>
internal static class RawPackage
{
    private const string Types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    private const string Namespaces = """
        xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
        xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
        xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
        """;

    public const string Chart = """
        <c:chartSpace><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Ships a month</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart>
        <c:ser><c:tx><c:strRef><c:f>A1</c:f><c:strCache><c:pt idx="0"><c:v>In</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>May</c:v></c:pt><c:pt idx="1"><c:v>June</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:formatCode>0%</c:formatCode><c:pt idx="0"><c:v>0.41</c:v></c:pt><c:pt idx="1"><c:v>0.5</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>
        <c:ser><c:tx><c:v>Out</c:v></c:tx><c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>May</c:v></c:pt><c:pt idx="1"><c:v>June</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:pt idx="1"><c:v>7</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>
        </c:barChart></c:plotArea></c:chart></c:chartSpace>
        """;

    public const string Diagram = """
        <dgm:dataModel><dgm:ptLst>
        <dgm:pt modelId="0" type="doc"/><dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>Survey</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt modelId="2"><dgm:t><a:p><a:r><a:t>Dredge</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt modelId="3"><dgm:t><a:p><a:r><a:t>by day</a:t></a:r></a:p></dgm:t></dgm:pt>
        <dgm:pt modelId="4" type="pres"><dgm:t><a:p><a:r><a:t>Survey</a:t></a:r></a:p></dgm:t></dgm:pt>
        </dgm:ptLst><dgm:cxnLst><dgm:cxn srcId="0" destId="2" srcOrd="1"/><dgm:cxn srcId="0" destId="1" srcOrd="0"/><dgm:cxn srcId="2" destId="3" srcOrd="0"/><dgm:cxn srcId="3" destId="2" srcOrd="0"/></dgm:cxnLst></dgm:dataModel>
        """;

    /// <summary>A file whose main part has this XML, and other parts. Prefixes of namespaces are declared for each part that is XML.</summary>
    /// <param name="main">The main part's name, such as word/document.xml.</param>
    /// <param name="parts">Each with the part that refers to it, the id and the type of that relationship.</param>
    public static byte[] Create(string main, string xml, params (string Owner, string Id, string Type, string Name, string Content)[] parts)
    {
        List<(string Name, string Content)> files = [("_rels/.rels", Relationships(("doc", "officeDocument", main))), (main, Declared(xml))];
        files.AddRange(parts.Select(part => (part.Name, part.Name.EndsWith(".xml", StringComparison.Ordinal) ? Declared(part.Content) : part.Content)));
        foreach (IGrouping<string, (string Owner, string Id, string Type, string Name, string Content)> owner in parts.GroupBy(part => part.Owner))
        {
            int slash = owner.Key.LastIndexOf('/') + 1;
            files.Add(($"{owner.Key[..slash]}_rels/{owner.Key[slash..]}.rels", Relationships([.. owner.Select(part => (part.Id, part.Type, part.Name))])));
        }

        return SampleEpub.Zip([.. files.DistinctBy(file => file.Name)]);
    }

    private static string Relationships(params (string Id, string Type, string Target)[] relationships) =>
        $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{string.Concat(relationships.Select(found => $"""<Relationship Id="{found.Id}" Type="{Types}{found.Type}" Target="/{found.Target}"/>"""))}</Relationships>""";

    private static string Declared(string xml)
    {
        int end = xml.AsSpan().IndexOfAny('>', '/', ' ');
        return $"{xml[..end]} {Namespaces}{xml[end..]}";
    }
}
