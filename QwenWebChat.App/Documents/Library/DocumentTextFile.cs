using System.Runtime.InteropServices;
using System.Text;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Library;

/// <summary>
/// The file format of a document's text: first its properties, with numbers in 7-bit encoding, then the text in UTF-16
/// (little-endian), which is read directly into the string.
/// </summary>
internal static class DocumentTextFile
{
    // "QWDT", followed by the version.
    private const uint Magic = 0x54445751;
    private const int Version = 1;

    // No document has more; a damaged file must not request gigabytes.
    private const int MaxItems = 100_000_000;

    public static void Write(DocumentText document, Stream target)
    {
        using BinaryWriter writer = new(target, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write7BitEncodedInt(Version);
        writer.Write(document.Format.ToString());
        WriteOptional(writer, document.Title);
        WriteOptional(writer, document.Encoding);
        WriteParts(writer, document.Parts);
        WritePages(writer, document.Pages);
        WriteProblems(writer, document.Problems);
        writer.Write7BitEncodedInt(document.Text.Length);
        writer.Write(MemoryMarshal.AsBytes(document.Text.AsSpan()));
    }

    /// <exception cref="InvalidDataException">The file has another format or version, or is truncated.</exception>
    public static DocumentText Read(Stream source)
    {
        try
        {
            using BinaryReader reader = new(source, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadUInt32() != Magic || reader.Read7BitEncodedInt() != Version)
            {
                throw new InvalidDataException("The file is not a document's text of this version.");
            }

            DocumentText head = new()
            {
                Text = "",
                Format = Enum.Parse<FileFormat>(reader.ReadString()),
                Title = ReadOptional(reader),
                Encoding = ReadOptional(reader),
                Parts = ReadParts(reader),
                Pages = ReadPages(reader),
                Problems = ReadProblems(reader),
            };
            DocumentText document = head with { Text = string.Create(Count(reader), reader, static (text, from) => from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(text))) };
            return IsWithin(document) ? document : throw new InvalidDataException("Positions lie beyond the text.");
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException("The file is damaged.", exception);
        }
    }

    private static void WriteParts(BinaryWriter writer, IReadOnlyList<DocumentPart> parts)
    {
        writer.Write7BitEncodedInt(parts.Count);
        int end = 0;
        foreach (DocumentPart part in parts)
        {
            writer.Write7BitEncodedInt(part.Start - end);
            writer.Write7BitEncodedInt(part.Length);
            writer.Write((byte)part.Kind);
            writer.Write7BitEncodedInt(part.Level);
            writer.Write7BitEncodedInt(part.Page ?? 0);
            end = part.End;
        }
    }

    private static DocumentPart[] ReadParts(BinaryReader reader)
    {
        List<DocumentPart> parts = [];
        int end = 0;
        for (int left = Count(reader); left > 0; left--)
        {
            int start = checked(end + reader.Read7BitEncodedInt());
            int length = reader.Read7BitEncodedInt();
            DocumentPartKind kind = (DocumentPartKind)reader.ReadByte();
            int level = reader.Read7BitEncodedInt();
            int page = reader.Read7BitEncodedInt();
            parts.Add(new DocumentPart(start, length, kind, level, page > 0 ? page : null));
            end = checked(start + length);
        }

        return [.. parts];
    }

    private static void WritePages(BinaryWriter writer, IReadOnlyList<DocumentPage> pages)
    {
        writer.Write7BitEncodedInt(pages.Count);
        foreach (DocumentPage page in pages)
        {
            writer.Write7BitEncodedInt(page.Number);
            WriteOptional(writer, page.Label);
            writer.Write7BitEncodedInt(page.Start);
            writer.Write7BitEncodedInt(page.Length);
        }
    }

    private static DocumentPage[] ReadPages(BinaryReader reader)
    {
        List<DocumentPage> pages = [];
        for (int left = Count(reader); left > 0; left--)
        {
            pages.Add(new DocumentPage(reader.Read7BitEncodedInt(), ReadOptional(reader), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt()));
        }

        return [.. pages];
    }

    private static void WriteProblems(BinaryWriter writer, IReadOnlyList<ReadingProblem> problems)
    {
        writer.Write7BitEncodedInt(problems.Count);
        foreach (ReadingProblem problem in problems)
        {
            writer.Write(problem.Kind.ToString());
            writer.Write7BitEncodedInt(problem.Page ?? 0);
            WriteOptional(writer, problem.Argument);
            writer.Write7BitEncodedInt(problem.Count);
        }
    }

    private static ReadingProblem[] ReadProblems(BinaryReader reader)
    {
        List<ReadingProblem> problems = [];
        for (int left = Count(reader); left > 0; left--)
        {
            ReadingProblemKind kind = Enum.Parse<ReadingProblemKind>(reader.ReadString());
            int page = reader.Read7BitEncodedInt();
            problems.Add(new ReadingProblem(kind, page > 0 ? page : null, ReadOptional(reader), reader.Read7BitEncodedInt()));
        }

        return [.. problems];
    }

    private static void WriteOptional(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    private static string? ReadOptional(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private static int Count(BinaryReader reader) =>
        reader.Read7BitEncodedInt() is >= 0 and <= MaxItems and int count ? count : throw new InvalidDataException("A count is out of range.");

    private static bool IsWithin(DocumentText document) =>
        document.Parts.All(part => part is { Start: >= 0, Length: >= 0 } && part.End <= document.Text.Length)
        && document.Pages.All(page => page is { Start: >= 0, Length: >= 0 } && (long)page.Start + page.Length <= document.Text.Length);
}
