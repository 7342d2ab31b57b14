using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Generation;

/// <summary>The ids of the tokens that an answer grew by, whether or not they completed a text.</summary>
public sealed class GenerationTokensContent(IReadOnlyList<int> ids) : AIContent
{
    public IReadOnlyList<int> Ids => ids;
}
