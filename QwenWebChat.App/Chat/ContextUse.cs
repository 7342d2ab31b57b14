namespace QwenWebChat.App.Chat;

/// <summary>The use of the model's context by a prompt, in tokens by part.</summary>
/// <param name="System">The system message, the descriptions of tools, and the tokens that every prompt has.</param>
/// <param name="History">The messages before, without their attachments, with calls of tools and their results.</param>
/// <param name="Documents">All attachments, those of this message too.</param>
/// <param name="Message">The message in the composer, without attachments.</param>
/// <param name="Context">The context length, for prompt and answer together.</param>
/// <param name="MaxAnswerTokens">The maximum number of tokens of an answer.</param>
public sealed record ContextUse(int System, int History, int Documents, int Message, int Context, int MaxAnswerTokens)
{
    // Less than this is no room for an answer.
    private const int LeastRoom = 512;
    private const int LeastShare = 32;

    public int Prompt => System + History + Documents + Message;

    /// <summary>The tokens left for the answer.</summary>
    public int Room => Math.Clamp(Context - Prompt, 0, MaxAnswerTokens);

    /// <summary>The answer would be cut off soon, or could not begin.</summary>
    public bool IsTight => Context - Prompt < Math.Min(MaxAnswerTokens, Math.Clamp(Context / LeastShare, 1, LeastRoom));
}
