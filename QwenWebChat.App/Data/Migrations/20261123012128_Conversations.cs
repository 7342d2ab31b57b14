using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QwenWebChat.App.Data.Migrations
{
    /// <inheritdoc />
    public partial class Conversations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Owners",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Owners", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Folders",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Order = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Folders", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Folders_Owners_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "Owners",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Conversations",
                columns: table => new
                {
                    Number = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FolderId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Title = table.Column<string>(type: "TEXT", nullable: false),
                    IsTitleOwn = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsPinned = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsArchived = table.Column<bool>(type: "INTEGER", nullable: false),
                    DeletedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SystemPrompt = table.Column<string>(type: "TEXT", nullable: true),
                    Settings = table.Column<string>(type: "TEXT", nullable: false),
                    ActiveLeafId = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Conversations", x => x.Number);
                    table.UniqueConstraint("AK_Conversations_Id", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Conversations_Folders_FolderId",
                        column: x => x.FolderId,
                        principalTable: "Folders",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "FK_Conversations_Owners_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "Owners",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Messages",
                columns: table => new
                {
                    Number = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ConversationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ParentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Role = table.Column<string>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Feedback = table.Column<string>(type: "TEXT", nullable: true),
                    AnswerTokens = table.Column<long>(type: "INTEGER", nullable: true),
                    TokensPerSecond = table.Column<double>(type: "REAL", nullable: true),
                    TimeToFirstTokenMs = table.Column<double>(type: "REAL", nullable: true),
                    PromptTokens = table.Column<int>(type: "INTEGER", nullable: true),
                    CachedTokens = table.Column<int>(type: "INTEGER", nullable: true),
                    YarnFactor = table.Column<int>(type: "INTEGER", nullable: true),
                    Model = table.Column<string>(type: "TEXT", nullable: true),
                    FinishReason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Messages", x => x.Number);
                    table.UniqueConstraint("AK_Messages_Id", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Messages_Conversations_ConversationId",
                        column: x => x.ConversationId,
                        principalTable: "Conversations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_Messages_Messages_ParentId",
                        column: x => x.ParentId,
                        principalTable: "Messages",
                        principalColumn: "Id");
                });

            migrationBuilder.InsertData(
                table: "Owners",
                columns: new[] { "Id", "Name" },
                values: new object[] { new Guid("0198c0de-0000-7000-8000-000000000001"), "local" });

            migrationBuilder.CreateIndex(
                name: "IX_Conversations_DeletedAt",
                table: "Conversations",
                column: "DeletedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Conversations_FolderId",
                table: "Conversations",
                column: "FolderId");

            migrationBuilder.CreateIndex(
                name: "IX_Conversations_OwnerId_IsPinned_UpdatedAt",
                table: "Conversations",
                columns: new[] { "OwnerId", "IsPinned", "UpdatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Folders_OwnerId",
                table: "Folders",
                column: "OwnerId");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_ConversationId",
                table: "Messages",
                column: "ConversationId");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_CreatedAt",
                table: "Messages",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_ParentId",
                table: "Messages",
                column: "ParentId");

            migrationBuilder.CreateIndex(
                name: "IX_Messages_State",
                table: "Messages",
                column: "State",
                filter: "\"State\" = 'Streaming'");

            // Written by hand: the search index (docs/adr/0013-search.md). Messages enter it once they are no longer written.
            migrationBuilder.Sql(
                """
                CREATE VIRTUAL TABLE "TitleIndex" USING fts5("Title", content='', contentless_delete=1, tokenize='trigram');
                CREATE VIRTUAL TABLE "MessageIndex" USING fts5("Text", content='', contentless_delete=1, tokenize='trigram');
                CREATE VIRTUAL TABLE "MessageTerms" USING fts5vocab('MessageIndex', 'row');
                """);
            // Two line breaks at the end, so that a trigram begins with the last character too.
            foreach ((string table, string column, string change, string condition) in new[]
            {
                ("Conversations", "Title", "\"Title\"", ""),
                ("Messages", "Text", "\"Text\", \"State\"", "WHEN new.\"State\" <> 'Streaming'"),
            })
            {
                string index = table == "Messages" ? "MessageIndex" : "TitleIndex";
                migrationBuilder.Sql(
                    $"""
                    CREATE TRIGGER "{table}_Insert_{index}" AFTER INSERT ON "{table}" {condition} BEGIN
                        INSERT INTO "{index}"(rowid, "{column}") VALUES (new."Number", new."{column}" || char(10, 10));
                    END;
                    """);
                migrationBuilder.Sql(
                    $"""
                    CREATE TRIGGER "{table}_Update_{index}" AFTER UPDATE OF {change} ON "{table}" {condition} BEGIN
                        DELETE FROM "{index}" WHERE rowid = old."Number";
                        INSERT INTO "{index}"(rowid, "{column}") VALUES (new."Number", new."{column}" || char(10, 10));
                    END;
                    """);
                migrationBuilder.Sql(
                    $"""
                    CREATE TRIGGER "{table}_Delete_{index}" AFTER DELETE ON "{table}" BEGIN
                        DELETE FROM "{index}" WHERE rowid = old."Number";
                    END;
                    """);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "MessageTerms");

            migrationBuilder.DropTable(
                name: "MessageIndex");

            migrationBuilder.DropTable(
                name: "TitleIndex");

            migrationBuilder.DropTable(
                name: "Messages");

            migrationBuilder.DropTable(
                name: "Conversations");

            migrationBuilder.DropTable(
                name: "Folders");

            migrationBuilder.DropTable(
                name: "Owners");
        }
    }
}
