using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Generation;

/// <summary>
/// How many tokens a prompt has, exactly, before it is sent. A service of the chat client's, for as long as its model is
/// loaded; a client that cannot tell has none.
/// </summary>
public interface IPromptCounter
{
    /// <summary>What the model holds, prompt and answer together.</summary>
    int ContextTokens { get; }

    /// <summary>The most that an answer has where nobody says otherwise.</summary>
    int LongestAnswer { get; }

    /// <summary>What every prompt has beside its messages: the open turn of the answer.</summary>
    int FrameTokens { get; }

    /// <summary>The system message that the model itself has, in every prompt that has none; null where it has none either.</summary>
    string? DefaultSystem { get; }

    /// <summary>The tokens of that message with its marks.</summary>
    int DefaultSystemTokens { get; }

    /// <summary>Of one message with its marks. The tokens of a prompt are the sum of its messages' and of <see cref="FrameTokens"/>.</summary>
    int Count(ChatMessage message);
}
