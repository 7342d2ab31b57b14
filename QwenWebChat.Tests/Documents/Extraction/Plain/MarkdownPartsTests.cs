using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Plain;

public sealed class MarkdownPartsTests
{
    [Fact]
    public async Task Read_Markdown_FindsItsParts()
    {
        const string Source = """
            ---
            title: x
            ---
            # One #
            Text with `code`
            in two lines.
            - item
              goes on
              - deeper
            1. first

            Under
            -----
            ```csharp
            # no heading

            - no item
            ```
            | a | b |
            |---|---|
            | 1 | 2 |
            #hash is text
            """;

        DocumentText document = await Reading.Text(Source, "a.md");

        Assert.Equal(Source.ReplaceLineEndings("\n"), document.Text);
        Assert.Equal(
            [
                "Code ---\ntitle: x\n---", "Heading1 # One #", "Paragraph Text with `code`\nin two lines.", "ListItem1 - item\n  goes on", "ListItem2 - deeper",
                "ListItem1 1. first", "Heading2 Under\n-----", "Code ```csharp\n# no heading\n\n- no item\n```", "TableRow | a | b |", "TableRow |---|---|",
                "TableRow | 1 | 2 |", "Paragraph #hash is text",
            ],
            document.Lines());
    }

    [Fact]
    public async Task Read_FenceThatNeverEnds_IsCodeToTheEnd()
    {
        DocumentText document = await Reading.Text("~~~\na\n\nb", "a.md");

        Assert.Equal(["Code ~~~\na\n\nb"], document.Lines());
    }
}
