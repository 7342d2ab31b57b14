using System.Buffers;
using System.Text;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Text to the token ids of a Qwen2 or Qwen2.5 checkpoint and back, equal to Hugging Face's tokenizer: NFC, the
/// published splitting pattern, byte-level BPE. Thread-safe.
/// </summary>
public sealed class QwenTokenizer
{
    private readonly BytePairEncoder _encoder;
    private readonly TokenByteTable _tokens;

    internal QwenTokenizer(TokenizerContents contents)
    {
        _tokens = TokenByteTable.Build(contents);
        _encoder = new BytePairEncoder(contents, _tokens);
        SpecialTokens = new SpecialTokens(contents.AddedTokens);
        EndTokenIds = [.. EndsOf(contents).Distinct()];
        ModelTemplate = ModelTemplate.Of(contents);
    }

    /// <summary>The highest id of vocabulary and added tokens. The embedding needs a row for it, and may have more.</summary>
    public int MaxTokenId => _tokens.MaxTokenId;

    /// <summary>The added tokens, such as the marks of the chat template.</summary>
    public SpecialTokens SpecialTokens { get; }

    /// <summary>
    /// Ids that end an answer, whatever else the checkpoint names: the end of a turn, which the template opens, the end of a
    /// document, and the end token that the tokenizer itself names.
    /// </summary>
    public IReadOnlyList<int> EndTokenIds { get; }

    /// <summary>The chat template that the model brings, and whether it is used.</summary>
    public ModelTemplate ModelTemplate { get; }

    /// <summary>The template that prompts for this model are made by.</summary>
    public ChatTemplate ChatTemplate => ModelTemplate.Template;

    /// <summary>
    /// Loads the tokenizer of a checkpoint, named as for <see cref="Checkpoint.Open"/>: from the keys of a GGUF file, or
    /// from a folder's vocab.json with merges.txt, or tokenizer.json where one of those is absent; added tokens then from
    /// tokenizer_config.json, or tokenizer.json where it lists none.
    /// </summary>
    /// <exception cref="CheckpointException">A file is missing, damaged, or contradicts another.</exception>
    public static QwenTokenizer Load(string path)
    {
        ModelLocation location = ModelLocation.Find(path);
        if (!location.IsGguf)
        {
            return new QwenTokenizer(TokenizerFolder.Read(location.Path));
        }

        using GgufFile file = GgufFile.Open(location.Path);
        return new QwenTokenizer(GgufTokenizer.Read(file.Header.Metadata));
    }

    /// <summary>
    /// The ids of a text. With <paramref name="parseSpecial"/> the text of an added token becomes that token, so it is
    /// for trusted text alone; without, it is text like any other. Half a surrogate pair counts as U+FFFD.
    /// </summary>
    public int[] Encode(string text, bool parseSpecial = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<int> ids = [];
        int start = 0;
        while (parseSpecial && SpecialTokens.TryFindFirst(text.AsSpan(start), out int index, out string token))
        {
            EncodeText(text.Substring(start, index), ids);
            SpecialTokens.TryGetId(token, out int id);
            ids.Add(id);
            start += index + token.Length;
        }

        EncodeText(text[start..], ids);
        return [.. ids];
    }

    /// <summary>
    /// The ids of a prompt. Added tokens stand only where the template put them: whoever types
    /// <c>&lt;|im_end|&gt;</c> into a message ends no turn.
    /// </summary>
    public int[] Encode(ChatPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        List<int> ids = [];
        StringBuilder text = new();
        foreach (ChatPromptPart part in prompt.Parts)
        {
            if (!part.IsAddedToken || !SpecialTokens.TryGetId(part.Text, out int id))
            {
                // A checkpoint without <tool_call> still gets its text, in one piece with what is around it.
                text.Append(part.Text);
                continue;
            }

            EncodeText(text.ToString(), ids);
            text.Clear();
            ids.Add(id);
        }

        EncodeText(text.ToString(), ids);
        return [.. ids];
    }

    /// <summary>How many tokens a text is, taken as plain text.</summary>
    public int CountTokens(string text) => Encode(text).Length;

    /// <summary>
    /// The text of some ids. Bytes that are no UTF-8 become U+FFFD; ids without a token (the padding rows of an
    /// embedding) are nothing. With <paramref name="skipSpecial"/> tokens flagged special are left out.
    /// </summary>
    public string Decode(IReadOnlyList<int> ids, bool skipSpecial = true)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArrayBufferWriter<byte> bytes = new();
        foreach (int id in ids)
        {
            bytes.Write(GetBytes(id, skipSpecial));
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The bytes of one token, which may be a part of a character; none where decoding leaves it out.</summary>
    public ReadOnlySpan<byte> GetBytes(int id, bool skipSpecial = true) =>
        skipSpecial && SpecialTokens.IsSpecial(id) ? [] : _tokens[id];

    /// <summary>Decodes ids as they come, one stream of text for each detokenizer.</summary>
    public StreamingDetokenizer CreateDetokenizer(bool skipSpecial = true) => new(this, skipSpecial);

    private IEnumerable<int> EndsOf(TokenizerContents contents)
    {
        foreach (string? text in (string?[])[SpecialTokens.ImEndText, SpecialTokens.EndOfTextText, contents.EndToken])
        {
            if (text is not null && (SpecialTokens.TryGetId(text, out int id) || contents.Vocabulary.TryGetValue(text, out id)))
            {
                yield return id;
            }
        }
    }

    private void EncodeText(string text, List<int> ids)
    {
        if (text.Length == 0)
        {
            return;
        }

        string normalized = TextNormalizer.Normalize(text);
        int start = 0;
        foreach (int end in QwenPreTokenizer.WordEnds(normalized))
        {
            _encoder.Encode(normalized.AsSpan(start..end), ids);
            start = end;
        }
    }
}
