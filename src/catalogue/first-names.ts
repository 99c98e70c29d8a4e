/** First names, parted by commas: data alone, which `combination-words.ts` takes apart. */
export const namesOfPeople = `
  Aaron, Abigail, Adam, Adrian, Agnes, Alan, Albert, Alex, Alice, Alison, Amanda, Amelia, Amy, Andrea, Andrew, Angela,
  Anna, Anthony, Antonio, Arthur, Audrey, Barbara, Beatrice, Benjamin, Bernard, Beth, Betty, Brandon, Brenda, Brian,
  Bridget, Bruce, Calvin, Carl, Carla, Carlos, Carmen, Carol, Caroline, Catherine, Cecilia, Charles, Charlotte, Christina,
  Christopher, Claire, Clara, Claudia, Colin, Connor, Craig, Cynthia, Daniel, David, Deborah, Denise, Dennis, Diana,
  Diego, Donald, Donna, Doris, Dorothy, Douglas, Dylan, Edgar, Edith, Edward, Eileen, Elaine, Eleanor, Elena, Elizabeth,
  Ellen, Emily, Emma, Eric, Ernest, Esther, Ethan, Eva, Evelyn, Felix, Fernando, Fiona, Frances, Francis, Frank, Fred,
  Gabriel, Gary, George, Gerald, Gilbert, Gloria, Gordon, Graham, Gregory, Hannah, Harold, Harry, Harvey, Hector, Helen,
  Henry, Herbert, Howard, Hugh, Ian, Ingrid, Irene, Isaac, Isabel, Jack, Jacob, James, Jane, Janet, Jason, Jean, Jeffrey,
  Jennifer, Jeremy, Jessica, Joan, Joel, John, Jonathan, Jorge, Joseph, Joshua, Joyce, Juan, Judith, Julia, Julian, Karen,
  Karl, Katherine, Keith, Kelly, Kenneth, Kevin, Kim, Laura, Lauren, Lawrence, Leon, Leonard, Leslie, Lewis, Linda, Lisa,
  Louis, Louise, Lucas, Lucy, Luis, Luke, Lydia, Lynn, Madison, Marco, Margaret, Maria, Marian, Mario, Marion, Martha,
  Martin, Mary, Matilda, Matthew, Maurice, Megan, Melissa, Michael, Michelle, Miguel, Miriam, Molly, Monica, Nancy, Naomi,
  Natalie, Nathan, Neil, Nicholas, Nicole, Nina, Nora, Norman, Oliver, Olivia, Oscar, Pamela, Patricia, Paul, Paula,
  Pedro, Peter, Philip, Rachel, Ralph, Raymond, Rebecca, Richard, Rita, Robert, Roger, Ronald, Ruby, Russell, Ruth, Ryan,
  Samantha, Samuel, Sandra, Sarah, Scott, Sharon, Sheila, Shirley, Simon, Sofia, Sophie, Stella, Stephen, Steven, Stuart,
  Susan, Sylvia, Teresa, Theodore, Theresa, Thomas, Timothy, Tina, Tony, Valerie, Vanessa, Veronica, Victor, Victoria,
  Vincent, Violet, Virginia, Walter, Wayne, Wendy, William, Yvonne`;
