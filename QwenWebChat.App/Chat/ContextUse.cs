namespace QwenWebChat.App.Chat;

/// <summary>What a prompt takes of the model's context, in tokens by part.</summary>
/// <param name="System">The system message, with what every prompt has.</param>
/// <param name="History">The messages before, without what was attached to them.</param>
/// <param name="Documents">All that is attached, to this message too.</param>
/// <param name="Message">What is being written, without attachments.</param>
/// <param name="Context">What the model holds, prompt and answer together.</param>
/// <param name="LongestAnswer">The most that an answer may have.</param>
public sealed record ContextUse(int System, int History, int Documents, int Message, int Context, int LongestAnswer)
{
    // Less than this is no room for an answer.
    private const int LeastRoom = 512;
    private const int LeastShare = 32;

    public int Prompt => System + History + Documents + Message;

    /// <summary>What is left for the answer.</summary>
    public int Room => Math.Clamp(Context - Prompt, 0, LongestAnswer);

    /// <summary>An answer would be cut off soon after it began, or could not begin.</summary>
    public bool IsTight => Context - Prompt < Math.Min(LongestAnswer, Math.Clamp(Context / LeastShare, 1, LeastRoom));
}
