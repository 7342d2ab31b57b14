using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.App.Components.Documents;

/// <summary>Lets the user choose the encoding of a text file, with a preview of the result.</summary>
public sealed partial class EncodingChoice
{
    private string _chosen = "";
    private string? _preview;

    [Parameter, EditorRequired]
    public Guid DocumentId { get; set; }

    /// <summary>The IANA name of the encoding that the file was read in.</summary>
    [Parameter, EditorRequired]
    public string Encoding { get; set; } = "";

    [Inject]
    private DocumentDesk Desk { get; set; } = null!;

    [Inject]
    private DocumentStore Store { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    private IEnumerable<string> Names => TextEncodings.Names.Contains(Encoding) ? TextEncodings.Names : [Encoding, .. TextEncodings.Names];

    /// <summary>Returns true if the encoding is uncertain, or if characters could not be decoded.</summary>
    public static bool IsDoubtful(DocumentText text) => text.Encoding is not null
        && (text.Encoding is not ("utf-8" or "us-ascii")
            || text.Problems.Any(problem => problem.Kind is ReadingProblemKind.EncodingGuessed or ReadingProblemKind.CharactersUnreadable or ReadingProblemKind.TextDoubtful));

    protected override Task OnInitializedAsync() => ChooseAsync(Encoding);

    private async Task ChooseAsync(string name)
    {
        _chosen = name;
        try
        {
            if (await Store.OpenSourceAsync(Owner.Id, DocumentId) is { } source)
            {
                await using (source)
                {
                    string preview = await EncodingPreview.ReadAsync(source, name);
                    _preview = _chosen == name ? preview : _preview;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The document is being deleted; only the preview is lost.
            _preview = null;
        }
    }
}
