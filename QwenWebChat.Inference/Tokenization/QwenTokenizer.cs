using System.Buffers;
using System.Text;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Converts text to the token ids of a Qwen2 or Qwen2.5 checkpoint and back, with the same result as Hugging Face's
/// tokenizer: NFC, the published splitting pattern, byte-level BPE. Thread-safe.
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

    /// <summary>The highest id of vocabulary and added tokens. The embedding must have a row for it, and may have more.</summary>
    public int MaxTokenId => _tokens.MaxTokenId;

    /// <summary>The added tokens, such as the markers of the chat template.</summary>
    public SpecialTokens SpecialTokens { get; }

    /// <summary>
    /// The ids that end an answer, in addition to those that the checkpoint names: the end of a turn, the end of a
    /// document, and the tokenizer's own end token.
    /// </summary>
    public IReadOnlyList<int> EndTokenIds { get; }

    /// <summary>The chat template of the model, and whether it is used.</summary>
    public ModelTemplate ModelTemplate { get; }

    /// <summary>The template that prompts for this model are rendered with.</summary>
    public ChatTemplate ChatTemplate => ModelTemplate.Template;

    /// <summary>
    /// Loads the tokenizer of a checkpoint, whose path is as for <see cref="Checkpoint.Open"/>: from the keys of a GGUF
    /// file, or from a folder's vocab.json with merges.txt, or tokenizer.json if one of those is missing; added tokens
    /// from tokenizer_config.json, or tokenizer.json if it lists none.
    /// </summary>
    /// <exception cref="CheckpointException">A file is missing, damaged, or contradicts another.</exception>
    public static QwenTokenizer Load(string path)
    {
        ModelLocation location = ModelLocation.Find(path);
        return new QwenTokenizer(location.Format.ReadTokenizer(location.Path));
    }

    /// <summary>
    /// Encodes a text. With <paramref name="parseSpecial"/> the text of an added token becomes that token, so use it
    /// only for trusted text; without it, such text is encoded like any other. Half a surrogate pair counts as U+FFFD.
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
    /// Encodes a prompt. Added tokens occur only where the template placed them: a user who types
    /// <c>&lt;|im_end|&gt;</c> into a message does not end the turn.
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
                // A checkpoint without <tool_call> still gets its text, encoded together with the surrounding text.
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

    /// <summary>Returns the number of tokens of a plain text.</summary>
    public int CountTokens(string text) => Encode(text).Length;

    /// <summary>
    /// Decodes ids to text. Bytes that are not UTF-8 become U+FFFD; ids without a token (the padding rows of an
    /// embedding) are ignored. With <paramref name="skipSpecial"/> special tokens are left out.
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

    /// <summary>Returns the bytes of one token, which may be part of a character; empty if decoding leaves it out.</summary>
    public ReadOnlySpan<byte> GetBytes(int id, bool skipSpecial = true) =>
        skipSpecial && SpecialTokens.IsSpecial(id) ? [] : _tokens[id];

    /// <summary>Prepares the tokens for answers under a grammar.</summary>
    /// <param name="endTokenIds">The tokens that end an answer.</param>
    internal GrammarVocabulary CreateGrammarVocabulary(IReadOnlyCollection<int> endTokenIds) =>
        new([.. Enumerable.Range(0, MaxTokenId + 1).Select(id => GetBytes(id).ToArray())], endTokenIds, text => Encode(text, parseSpecial: true));

    /// <summary>Creates a detokenizer that decodes the ids of one generation as they arrive.</summary>
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
