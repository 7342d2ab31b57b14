namespace QwenWebChat.App.Documents.Questions;

/// <summary>A range of a document's text of some paragraphs, about 200 to 400 tokens long.</summary>
internal readonly record struct Passage(int Start, int Length)
{
    public int End => Start + Length;
}
