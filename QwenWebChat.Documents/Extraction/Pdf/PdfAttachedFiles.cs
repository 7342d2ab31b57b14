using UglyToad.PdfPig;
using UglyToad.PdfPig.Parser.Parts;
using UglyToad.PdfPig.Tokens;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Lists the files that are attached to a document as a whole.</summary>
internal static class PdfAttachedFiles
{
    // Maximum nodes of the name tree; hostile ones contain themselves.
    private const int MaxNodes = 10_000;
    private const int MaxFiles = 10_000;

    public static List<string> Names(PdfDocument document)
    {
        List<string> files = [];
        PdfStrings strings = new(document.Structure.TokenScanner, document.Structure.FilterProvider);
        Stack<IToken> open = new();
        if (document.Structure.Catalog.CatalogDictionary.TryGet(NameToken.Names, document.Structure.TokenScanner, out DictionaryToken? names)
            && names.TryGet(NameToken.EmbeddedFiles, out IToken? root))
        {
            open.Push(root);
        }

        HashSet<IToken> seen = new(ReferenceEqualityComparer.Instance);
        while (seen.Count < MaxNodes && open.TryPop(out IToken? token))
        {
            if (!DirectObjectFinder.TryGet(token, document.Structure.TokenScanner, out DictionaryToken? node) || !seen.Add(node))
            {
                continue;
            }

            // Pairs of a name and a file.
            if (node.TryGet(NameToken.Names, document.Structure.TokenScanner, out ArrayToken? pairs))
            {
                for (int index = 1; index < pairs.Length && files.Count < MaxFiles; index += 2)
                {
                    files.Add(strings.FileName(pairs[index]) ?? strings.Read(pairs[index - 1]) ?? "");
                }
            }

            foreach (IToken kid in node.TryGet(NameToken.Kids, document.Structure.TokenScanner, out ArrayToken? kids) ? kids.Data.Reverse() : [])
            {
                open.Push(kid);
            }
        }

        return files;
    }
}
