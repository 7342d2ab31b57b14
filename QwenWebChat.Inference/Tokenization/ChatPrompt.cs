using System.Text;
using System.Text.RegularExpressions;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>A rendered prompt that distinguishes the added tokens of the template from text in messages that looks like them.</summary>
public sealed partial class ChatPrompt
{
    private ChatPrompt(IReadOnlyList<ChatPromptPart> parts)
    {
        Parts = parts;
        Text = string.Concat(parts.Select(part => part.Text));
    }

    /// <summary>The parts in order. Adjacent plain text is one part, because tokens may span its boundaries.</summary>
    public IReadOnlyList<ChatPromptPart> Parts { get; }

    /// <summary>The prompt as text, for display only, not to be tokenized.</summary>
    public string Text { get; }

    /// <summary>The number of turns in the prompt.</summary>
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

        /// <summary>Appends text of the template itself, in which tags may be added tokens.</summary>
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
