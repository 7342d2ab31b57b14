using System.Text;
using System.Text.RegularExpressions;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// A rendered prompt that still knows which added tokens the template put there, and which are only text that
/// somebody wrote.
/// </summary>
public sealed partial class ChatPrompt
{
    private ChatPrompt(IReadOnlyList<ChatPromptPart> parts)
    {
        Parts = parts;
        Text = string.Concat(parts.Select(part => part.Text));
    }

    /// <summary>The parts in order. Neighbouring plain text is one part, because tokens may reach across its seams.</summary>
    public IReadOnlyList<ChatPromptPart> Parts { get; }

    /// <summary>The prompt as the template would write it; to look at, not to tokenize.</summary>
    public string Text { get; }

    /// <summary>The turns that the template begins in it.</summary>
    public int TurnCount => Parts.Count(part => part is { IsAddedToken: true, Text: SpecialTokens.ImStartText });

    [GeneratedRegex(@"<[^<>\s]+>", RegexOptions.CultureInvariant)]
    private static partial Regex Tags();

    /// <summary>Collects the parts of a prompt.</summary>
    internal sealed class Builder
    {
        private readonly List<ChatPromptPart> _parts = [];
        private readonly StringBuilder _text = new();

        public Builder Append(string text)
        {
            _text.Append(text);
            return this;
        }

        public Builder AppendToken(string token)
        {
            EndText();
            _parts.Add(new ChatPromptPart(token, IsAddedToken: true));
            return this;
        }

        /// <summary>Text of the template itself, in which whatever looks like a tag may be an added token.</summary>
        public Builder AppendOwn(string text)
        {
            int start = 0;
            foreach (ValueMatch tag in Tags().EnumerateMatches(text))
            {
                Append(text[start..tag.Index]).AppendToken(text.Substring(tag.Index, tag.Length));
                start = tag.Index + tag.Length;
            }

            return Append(text[start..]);
        }

        public ChatPrompt Build()
        {
            EndText();
            return new ChatPrompt(_parts.AsReadOnly());
        }

        private void EndText()
        {
            if (_text.Length > 0)
            {
                _parts.Add(new ChatPromptPart(_text.ToString(), IsAddedToken: false));
                _text.Clear();
            }
        }
    }
}
