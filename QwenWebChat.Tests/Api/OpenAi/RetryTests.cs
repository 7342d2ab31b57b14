using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Api.OpenAi;

/// <summary>OpenAI's .NET client, which sends a request again by itself where that is of use.</summary>
[Slow]
public sealed class RetryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Complete_QueueIsFullOnce_IsSentAgain()
    {
        ScriptedChatClient? client = null;
        client = new ScriptedChatClient(cancellation => client!.Requests.Count == 1
            ? ScriptedChatClient.Throwing(new EngineUnavailableException("64 requests are waiting already.", TimeSpan.FromSeconds(1))).GetStreamingResponseAsync([], null, cancellation)
            : ScriptedChatClient.Saying("Yes.").GetStreamingResponseAsync([], null, cancellation));
        await using ScriptedWebApp app = new(client);

        ChatCompletion answer = await ClientOf(app).CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Cancellation);

        Assert.Equal(("Yes.", 2), (answer.Content[0].Text, client.Requests.Count));
    }

    [Fact]
    public async Task Complete_WrongRequest_IsSentOnce()
    {
        ScriptedChatClient client = ScriptedChatClient.Throwing(new ContextOverflowException(10, 5));
        await using ScriptedWebApp app = new(client);

        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(() => ClientOf(app).CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Cancellation));

        Assert.Equal((400, 1), (error.Status, client.Requests.Count));
    }

    private static ChatClient ClientOf(ScriptedWebApp app) =>
        new("Qwen2.5-7B-Instruct", new ApiKeyCredential("unused"), new OpenAIClientOptions { Endpoint = new Uri(app.Start() + "v1") });
}
