using System.ClientModel;
using System.Globalization;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Files;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Documents.Extraction;

namespace QwenWebChat.Tests.Api.OpenAi.Files;

#pragma warning disable CS0618 // The status is called obsolete there, and other clients read it.
#pragma warning disable OPENAI001 // The purpose and file parts are called experimental there.

/// <summary>OpenAI's own .NET client: files, and files in messages, against the running app with the demo model.</summary>
[Slow]
public sealed class FilesByClientTests(ApiApp app) : IClassFixture<ApiApp>
{
    private const string Question = "What is in the file?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OpenAIClient Client => new(new ApiKeyCredential("unused"), new OpenAIClientOptions { Endpoint = new Uri(app.Address, "v1"), RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0) });

    private OpenAIFileClient Files => Client.GetOpenAIFileClient();

    [Fact]
    public async Task Files_UploadListGetDownloadDelete_AreTheOwnersDocuments()
    {
        byte[] content = Samples.Create("report.pdf");
        OpenAIFile older = await Files.UploadFileAsync(new MemoryStream("Older."u8.ToArray()), "older.txt", FileUploadPurpose.Assistants, Cancellation);
        OpenAIFile uploaded = await Files.UploadFileAsync(new MemoryStream(content), "Bericht für 王.pdf", FileUploadPurpose.UserData, Cancellation);
        Document? document = await Uploads.WhenReadAsync(app.Services, uploaded.Id);

        OpenAIFile found = await Files.GetFileAsync(uploaded.Id, Cancellation);
        OpenAIFileCollection all = await Files.GetFilesAsync(Cancellation);
        BinaryData downloaded = await Files.DownloadFileAsync(uploaded.Id, Cancellation);

        Assert.Equal(("Bericht für 王.pdf", (long)content.Length), (document!.Name, document.Bytes));
        Assert.Equal((uploaded.Id, "Bericht für 王.pdf", content.Length, FilePurpose.UserData), (found.Id, found.Filename, found.SizeInBytes, found.Purpose));
        Assert.Equal((FileStatus.Processed, null), (found.Status, found.StatusDetails));
        // In whole seconds.
        Assert.Equal(document.CreatedAt.ToUnixTimeSeconds(), found.CreatedAt.ToUnixTimeSeconds());
        Assert.Equal([uploaded.Id, older.Id], all.Select(file => file.Id).Where(id => id == uploaded.Id || id == older.Id));
        Assert.Equal(content, downloaded.ToArray());
        FileDeletionResult deleted = await Files.DeleteFileAsync(uploaded.Id, Cancellation);
        Assert.Equal((uploaded.Id, true), (deleted.FileId, deleted.Deleted));
        ClientResultException gone = await Assert.ThrowsAsync<ClientResultException>(() => Files.GetFileAsync(uploaded.Id, Cancellation));
        Assert.Equal(404, gone.Status);
        Assert.Contains($"There is no file {uploaded.Id}.", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_CannotBeRead_SaysWhy()
    {
        OpenAIFile uploaded = await Files.UploadFileAsync(new MemoryStream("GIF89a"u8.ToArray()), "a.gif", FileUploadPurpose.UserData, Cancellation);
        await Uploads.WhenReadAsync(app.Services, uploaded.Id);

        OpenAIFile found = await Files.GetFileAsync(uploaded.Id, Cancellation);

        Assert.Equal(FileStatus.Error, found.Status);
        Assert.StartsWith("a.gif has an unsupported file type.", found.StatusDetails, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_FilePart_CountsAsItsTextInTheMessage()
    {
        const string Text = "The vault of the town holds exactly 111 silver coins.";
        OpenAIFile uploaded = await Files.UploadFileAsync(new MemoryStream(Encoding.UTF8.GetBytes(Text)), "coins.txt", FileUploadPurpose.UserData, Cancellation);

        ChatCompletion typed = await CompleteAsync(ChatMessageContentPart.CreateTextPart($"<file name=\"coins.txt\">\n{Text}\n</file>\n\n{Question}"));
        ChatCompletion stored = await CompleteAsync(ChatMessageContentPart.CreateFilePart(uploaded.Id), ChatMessageContentPart.CreateTextPart(Question));
        ChatCompletion brought = await CompleteAsync(ChatMessageContentPart.CreateFilePart(BinaryData.FromString(Text), "text/plain", "coins.txt"), ChatMessageContentPart.CreateTextPart(Question));
        ChatCompletion without = await CompleteAsync(ChatMessageContentPart.CreateTextPart(Question));

        Assert.Equal([typed.Usage.InputTokenCount, typed.Usage.InputTokenCount], [stored.Usage.InputTokenCount, brought.Usage.InputTokenCount]);
        Assert.True(stored.Usage.InputTokenCount >= without.Usage.InputTokenCount + 10);
        Assert.Equal([typed.Content[0].Text, typed.Content[0].Text], [stored.Content[0].Text, brought.Content[0].Text]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_FileTooLong_SaysBothNumbersAndWhatToDo(bool isStored)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(1, 3_000)));
        ChatMessageContentPart part = isStored
            ? ChatMessageContentPart.CreateFilePart((await Files.UploadFileAsync(new MemoryStream(text), "long.txt", FileUploadPurpose.UserData, Cancellation)).Value.Id)
            : ChatMessageContentPart.CreateFilePart(BinaryData.FromBytes(text), "text/plain", "long.txt");

        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(() => CompleteAsync(part, ChatMessageContentPart.CreateTextPart(Question)));

        Assert.Equal(400, error.Status);
        Assert.Contains("context_length_exceeded", error.Message, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"the context holds {2_048:N0} with the answer included"), error.Message, StringComparison.Ordinal);
        Assert.Matches(@"The prompt has \d+,\d{3} tokens", error.Message);
        Assert.Contains("/v1/summaries", error.Message, StringComparison.Ordinal);
    }

    private async Task<ChatCompletion> CompleteAsync(params ChatMessageContentPart[] parts) =>
        await Client.GetChatClient(ApiApp.Alias).CompleteChatAsync([new UserChatMessage(parts)], new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = 8 }, Cancellation);
}
