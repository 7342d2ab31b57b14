using Bunit;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Components.Documents;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Components;

/// <summary>What stands in place of a text that could not be read.</summary>
public sealed class DocumentNoticeTests
{
    [Fact]
    public async Task Locked_Unlocked_IsReadWithThePasswordOnce()
    {
        await using UiContext ui = new();
        List<string?> passwords = [];
        ui.Services.AddSingleton<ReadDocument>((request, _) =>
        {
            passwords.Add(request.Options.Password);
            throw new DocumentReadException(request.Options.Password is null ? DocumentReadError.Encrypted : DocumentReadError.WrongPassword, "locked");
        });
        Document document = await UploadAsync(ui);
        IRenderedComponent<DocumentNotice> notice = ui.Render<DocumentNotice>(parameters => parameters.Add(one => one.Document, document));
        Assert.Equal("Password-protected", notice.Find("h2").TextContent);
        Assert.Equal("Enter its password to read a.pdf.", notice.Find("p").TextContent);

        notice.Find("[data-testid=document-password]").Input("open sesame");
        await notice.Find("form").SubmitAsync();
        Assert.Equal("", notice.Find("[data-testid=document-password]").GetAttribute("value"));
        await TestLibrary.ReadAsync(ui.DocumentDesk, document.Id);
        document = (await ui.Documents.FindAsync(TestDatabase.LocalOwner, document.Id, TestDatabase.Cancellation))!;
        notice.Render(parameters => parameters.Add(one => one.Document, document));

        Assert.Equal([null, "open sesame"], passwords);
        Assert.Equal("The password does not open a.pdf.", notice.Find("p").TextContent);
        Assert.NotNull(notice.Find("[data-testid=document-unlock]"));

        // Where the app starts again, it knows of no password.
        await ui.DocumentDesk.ReadAgainAsync(TestDatabase.LocalOwner, document.Id, cancellationToken: TestDatabase.Cancellation);
        await TestLibrary.ReadAsync(ui.DocumentDesk, document.Id);
        Assert.Equal([null, "open sesame", null], passwords);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-Hans")]
    public async Task Failed_OfEachKind_SaysWhyInWords(string culture)
    {
        await using UiContext ui = new(culture);
        foreach (DocumentReadError error in Enum.GetValues<DocumentReadError>())
        {
            Document document = new() { Id = Guid.NewGuid(), OwnerId = TestDatabase.LocalOwner, Name = "a.pdf", Bytes = 1, CreatedAt = default, State = DocumentState.Failed, Failure = error };
            IRenderedComponent<DocumentNotice> notice = ui.Render<DocumentNotice>(parameters => parameters.Add(one => one.Document, document));
            string reason = notice.Find("p").TextContent;
            Assert.Contains("a.pdf", reason, StringComparison.Ordinal);
            Assert.DoesNotContain("_", reason, StringComparison.Ordinal);

            IRenderedComponent<DocumentShelf> shelf = ui.Render<DocumentShelf>(parameters => parameters.Add(one => one.Documents, [document]));
            Assert.DoesNotContain("_", shelf.Find("[data-testid=document] .shelf-muted").TextContent, StringComparison.Ordinal);
        }
    }

    private static async Task<Document> UploadAsync(UiContext ui)
    {
        Document document = await ui.DocumentDesk.UploadAsync(TestDatabase.LocalOwner, "a.pdf", new MemoryStream([1, 2, 3]), TestDatabase.Cancellation);
        await TestLibrary.ReadAsync(ui.DocumentDesk, document.Id);
        return (await ui.Documents.FindAsync(TestDatabase.LocalOwner, document.Id, TestDatabase.Cancellation))!;
    }
}
