using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.App.Api;

/// <summary>The texts and bytes of the loaded model's tokens.</summary>
internal sealed class TokenTexts(InferenceEngine engine)
{
    /// <summary>The tokenizer of the loaded model.</summary>
    /// <exception cref="EngineUnavailableException">No model is loaded.</exception>
    public QwenTokenizer Tokenizer => engine.Model?.Tokenizer ?? throw new EngineUnavailableException("No model is loaded.");

    /// <summary>Returns the text of a token; of a part of a character, the replacement character.</summary>
    public string TextOf(int id) => Tokenizer.Decode([id], skipSpecial: false);

    /// <summary>Returns the bytes of a token in UTF-8.</summary>
    public int[] BytesOf(int id) => [.. Tokenizer.GetBytes(id, skipSpecial: false).ToArray().Select(value => (int)value)];

    /// <summary>Returns whether a token is no part of an answer's text, such as the model's end token.</summary>
    public bool IsHidden(int id) => Tokenizer.SpecialTokens.IsSpecial(id);
}
